import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type PlanTask, writePlan } from '../../support/plan.ts';
import {
  killDaemon,
  planexOk,
  readStatus,
  settle,
  standings,
  startDaemon,
  waitForStatus,
} from '../../support/planex.ts';
import { waitUntil } from '../../support/program.ts';
import { makeFolder, makeRepository, type TestRepository } from '../../support/repository.ts';

/** A repository with a plan whose work writes to notes.txt, and says outside how often it was done. */
function makeScene(more: (at: { repository: TestRepository; folder: string }) => Partial<PlanTask>) {
  const repository = makeRepository();
  repository.commit({ 'notes.txt': 'old\n' });
  const folder = makeFolder();
  const extra = more({ repository, folder });
  const { path } = writePlan(
    repository,
    'notes',
    [
      {
        ...extra,
        files: ['Modify: notes.txt'],
        commands: ['echo theirs >> notes.txt', `echo done >> ${folder}/work`, ...(extra.commands ?? [])],
      },
    ],
    { status: 'APPROVED' },
  );
  return { repository, path, folder, text: repository.read(path) };
}

type Scene = ReturnType<typeof makeScene>;

/** How a person takes a plan back, where its task stands then, and how they let it go on. */
const WAYS: [string, (scene: Scene) => void, string[], (scene: Scene) => Promise<unknown> | void][] = [
  [
    'set back to DRAFT',
    ({ repository, path, text }) => repository.write(path, text.replace('APPROVED', 'DRAFT')),
    ['waiting: draft'],
    ({ repository, path }) => planexOk(repository, 'approve', path),
  ],
  [
    'set to BLOCKED',
    ({ repository, path, text }) => repository.write(path, text.replace('APPROVED', 'BLOCKED')),
    ['waiting: clarification'],
    ({ repository, path, text }) => repository.write(path, text),
  ],
  [
    'deleted',
    ({ repository, path }) => rmSync(join(repository.path, path)),
    [],
    ({ repository, path, text }) => repository.write(path, text),
  ],
];

/** Fails unless the work has not landed and is kept, and lands once the plan is back, without being done again. */
async function expectKept(scene: Scene, stands: string[], restore: (typeof WAYS)[number][3]): Promise<void> {
  const { repository, folder } = scene;
  const before = repository.git('rev-parse', 'HEAD');
  expect(standings((await settle(repository)).status)).toEqual(stands);
  expect(repository.git('rev-parse', 'HEAD')).toBe(before);
  const kept = repository.git('for-each-ref', '--format=%(refname)', 'refs/planex/runs/');
  expect(repository.git('show', `${kept}:notes.txt`)).toBe('old\ntheirs');

  await restore(scene);
  expect(standings((await settle(repository)).status)).toEqual(['done']);
  expect(repository.read('notes.txt')).toBe('old\ntheirs\n');
  expect(readFileSync(join(folder, 'work'), 'utf8')).toBe('done\n');
}

describe.each(WAYS)(
  'the finished work on a plan that was %s does not land',
  (_, withdraw, stands, restore) => {
    it('when it has waited for a file to be clean', async () => {
      const scene = makeScene(({ repository }) => ({
        commands: [`echo mine >> ${repository.path}/notes.txt`],
      }));
      const { repository } = scene;
      expect(standings((await settle(repository)).status)).toEqual(['waiting: dirty-paths']);
      withdraw(scene);
      repository.git('checkout', '--', 'notes.txt');
      await expectKept(scene, stands, restore);
    });

    it('when planex died while it was verified', async () => {
      const scene = makeScene(({ folder }) => ({
        verify: [`touch ${folder}/begun; [ -e ${folder}/free ] || sleep 600`],
      }));
      const pid = await startDaemon(scene.repository);
      await waitUntil(() => existsSync(join(scene.folder, 'begun')), 'the verification has begun');
      await killDaemon(pid);
      writeFileSync(join(scene.folder, 'free'), '');
      withdraw(scene);
      await expectKept(scene, stands, restore);
    });
  },
);

it('the finished work on a plan that was renamed lands, and is not done again', async () => {
  const scene = makeScene(({ repository }) => ({
    commands: [`echo mine >> ${repository.path}/notes.txt`],
  }));
  const { repository, path, text, folder } = scene;
  await settle(repository);
  rmSync(join(repository.path, path));
  repository.write(path.replace('notes', 'other'), text);
  repository.git('checkout', '--', 'notes.txt');
  expect(standings((await settle(repository)).status)).toEqual(['done']);
  expect(readFileSync(join(folder, 'work'), 'utf8')).toBe('done\n');
});

it('`planex cancel` gives up the finished work of a plan that was set back to DRAFT', async () => {
  const scene = makeScene(({ repository }) => ({
    commands: [`echo mine >> ${repository.path}/notes.txt`],
  }));
  const { repository, path, text } = scene;
  await startDaemon(repository);
  await waitForStatus(repository, ({ tasks }) => tasks[0]?.reason?.code === 'dirty-paths');
  repository.write(path, text.replace('APPROVED', 'DRAFT'));
  await waitForStatus(repository, ({ tasks }) => tasks[0]?.reason?.code === 'draft');
  await planexOk(repository, 'cancel', 'notes#1');
  await planexOk(repository, 'approve', path);
  repository.git('checkout', '--', 'notes.txt');
  expect(standings(await readStatus(repository))).toEqual(['cancelled: cancelled']);
});
