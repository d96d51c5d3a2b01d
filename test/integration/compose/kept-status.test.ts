import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { readKeptStatus } from '../../../src/compose/status/kept-status.ts';
import { openPlanex, type Planex } from '../../../src/compose/open-planex.ts';
import { useOwnOperations } from '../../../src/compose/own-operations.ts';
import type { StatusView } from '../../../src/daemon/look/status-view.ts';
import { acquireInstanceLock } from '../../../src/state/instance-lock.ts';
import { planText } from '../../support/plan.ts';
import { makeFolder, makeRepository, type TestRepository, useRepository } from '../../support/repository.ts';

const PLAN = 'docs/plans/2026-11-20-old.md';
const DRAFT = 'docs/plans/2026-11-20-draft.md';
/** Ten minutes, and one more for a machine that is slow. */
const LATER_MS = 11 * 60_000;

interface Scene extends TestRepository {
  planex: Planex;
  /** Looks anew and, if that may be, keeps the answer. */
  ask: () => Promise<StatusView>;
  /** What is kept and holds. */
  kept: (nowMs?: number) => StatusView | undefined;
  /** The file it is kept in. */
  file: () => string;
}

async function openScene(repository: TestRepository): Promise<Scene> {
  const planex = await openPlanex(repository.path);
  const folder = join(planex.records, 'answers');
  return {
    ...repository,
    planex,
    ask: () => useOwnOperations(planex, 'read', (operations) => operations.status()),
    kept: (nowMs) => readKeptStatus(repository.path, nowMs),
    file: () => join(folder, readdirSync(folder)[0] ?? 'none'),
  };
}

/** A repository with a plan of which one task is ticked and one waits for trust, a draft, and a branch without them. */
function makePlanned(): Promise<Scene> {
  const repository = makeRepository();
  repository.git('branch', 'bare');
  const done = planText([{ title: 'Done' }, { title: 'Open', commands: ['true'], backend: 'shell' }]).replace(
    '[ ]',
    '[x]',
  );
  repository.commit({ [PLAN]: done, [DRAFT]: planText([{ title: 'Draft' }], { status: 'DRAFT' }) });
  return openScene(repository);
}

test('an answer is kept, and holds for as long as nothing has changed', async () => {
  const scene = await makePlanned();
  expect(scene.kept()).toBeUndefined();
  const asked = await scene.ask();
  expect(asked.tasks.map(({ status }) => status)).toEqual(['waiting', 'done', 'waiting']);
  expect(scene.kept()).toEqual(asked);
  expect(readKeptStatus(join(scene.path, 'docs/plans'))).toEqual(asked);
  // What no answer hangs on.
  scene.write('docs/other/notes.txt', 'mine\n');
  scene.git('status');
  scene.git('gc', '--quiet', '--no-prune', '--auto');
  process.env['PWD'] = '/';
  const now = scene.kept();
  // A new folder below `docs` may hold plans: git and the plans say the same, and it is looked at anew once.
  expect(now).toBeUndefined();
  expect(await scene.ask()).toEqual(asked);
  expect(scene.kept()).toEqual(asked);
});

/** In this order, since an answer has to be kept again after each. */
const CHANGES: Record<string, (scene: Scene) => unknown> = {
  'another planex': () => writeFileSync(process.argv[1] ?? '', 'another\n'),
  'another variable of the environment': () => (process.env['CODEX_FAIL_CLOSED'] = '0'),
  'a setting of Git': ({ git }) => git('config', 'core.autocrlf', 'input'),
  'a setting of Git for this user': () =>
    writeFileSync(process.env['GIT_CONFIG_GLOBAL'] ?? '', '\n', { flag: 'a' }),
  'something staged': ({ write, git }) => {
    write('README.md', 'changed\n');
    git('add', '--all');
  },
  'a commit': ({ git }) => git('commit', '--quiet', '-m', 'more'),
  'a branch elsewhere': ({ git }) => git('branch', 'deep/er', 'bare'),
  'a branch of a remote': ({ git }) => git('update-ref', 'refs/remotes/origin/main', 'bare'),
  'packed references': ({ git }) => git('pack-refs', '--all'),
  'a switch to another branch at the same commit': ({ git }) => git('switch', '--quiet', '-c', 'other'),
  'attributes of files': ({ write }) => write('docs/plans/.gitattributes', '* text\n'),
  'attributes changed in place': ({ path }) =>
    writeFileSync(join(path, 'docs/plans/.gitattributes'), '* -text', { flag: 'r+' }),
  'a settings file': ({ write }) => write('.planexrc', '{}'),
  'other settings, written in place': ({ path }) =>
    writeFileSync(join(path, '.planexrc'), '{ }', { flag: 'r+' }),
  'a pause': ({ planex }) => useOwnOperations(planex, 'write', (operations) => operations.pause()),
  'the end of the pause': ({ planex }) =>
    useOwnOperations(planex, 'write', (operations) => operations.unpause()),
  'a task that is cancelled': ({ planex }) =>
    useOwnOperations(planex, 'write', (operations) => operations.cancel({ task: 'draft#1' })),
  'an issue': ({ write }) => write('.workflow/issues/issues.jsonl', '{"id":"ISS-1"}\n'),
  'a queue': ({ write }) => write('.workflow/issues/queues/QUE-1.json', '{}'),
  'a refinement': ({ write }) => write('docs/plans/.refine-plan-against-codex/.gitignore', '*\n'),
  'a folder for a run of a refinement': ({ path }) =>
    mkdirSync(join(path, 'docs/plans/.refine-plan-against-codex/old-20261120T000000Z')),
  'the record of a run of a refinement': ({ write }) =>
    write('docs/plans/.refine-plan-against-codex/old-20261120T000000Z/manifest.json', '{}'),
  'a folder for solutions': ({ path }) => mkdirSync(join(path, 'docs/issues')),
  'a folder in that': ({ path }) => mkdirSync(join(path, 'docs/issues/more')),
  'a plan that is gone': ({ path }) => rmSync(join(path, DRAFT)),
  'a checkout': ({ git }) => git('checkout', '--quiet', '--force', 'bare'),
  'a checkout back': ({ git }) => git('checkout', '--quiet', 'main'),
  'a reset of the index': ({ git }) => git('rm', '--quiet', '--cached', PLAN),
};

test('an answer that is kept holds no more after any change', async () => {
  const scene = await makePlanned();
  standInForProgram();
  for (const [name, change] of Object.entries(CHANGES)) {
    await scene.ask();
    expect(scene.kept(), `before ${name}`).toBeDefined();
    await change(scene);
    expect(scene.kept(), name).toBeUndefined();
  }
});

describe('an answer that is kept holds no more after', () => {
  const changes: Record<string, (scene: Scene) => unknown> = {
    'a word in a plan': ({ path, read }) =>
      writeFileSync(join(path, PLAN), read(PLAN).replace('Open', 'Opem'), { flag: 'r+' }),
    'a new plan': ({ write }) => write('docs/plans/2026-11-21-new.md', planText([{}])),
    'trust in a plan': ({ planex }) =>
      useOwnOperations(planex, 'write', (operations) => operations.trust({ paths: [PLAN], all: false })),
    'a daemon': async ({ planex }) => {
      const held = await acquireInstanceLock(planex.records, { role: 'daemon', version: '1' });
      onTestFinished(() => void (held.kind === 'acquired' && held.lock.release()));
    },
    'a journal of a landing': ({ planex }) => writeInto(planex.records, 'landings/run-1.json'),
    'a run': ({ planex }) => writeInto(planex.records, 'open/run-1'),
    'ten minutes': () => undefined,
  };

  test.each(Object.keys(changes))('%s', async (name) => {
    const scene = await makePlanned();
    await scene.ask();
    expect(scene.kept()).toBeDefined();
    await changes[name]?.(scene);
    expect(scene.kept(name === 'ten minutes' ? Date.now() + LATER_MS : undefined)).toBeUndefined();
  });
});

test('a clock that was set back makes nothing true', async () => {
  const scene = await makePlanned();
  await scene.ask();
  expect(scene.kept(Date.now() - LATER_MS)).toBeUndefined();
});

describe('of what is kept, nothing is believed that', () => {
  const spoil: Record<string, (scene: Scene) => unknown> = {
    'was cut off': ({ file }) => writeFileSync(file(), readFileSync(file(), 'utf8').slice(0, -20)),
    'is empty': ({ file }) => writeFileSync(file(), ''),
    'is damaged': ({ file }) =>
      writeFileSync(file(), readFileSync(file(), 'utf8').replace('"done"', '"dome"')),
    'is a folder': ({ file }) => {
      const path = file();
      rmSync(path);
      mkdirSync(path);
    },
  };

  test.each(Object.keys(spoil))('%s', async (name) => {
    const scene = await makePlanned();
    const asked = await scene.ask();
    spoil[name]?.(scene);
    expect(scene.kept()).toBeUndefined();
    expect(await scene.ask()).toEqual(asked);
  });

  test('is of another place', async () => {
    const scene = await makePlanned();
    await scene.ask();
    const path = join(makeFolder(), 'copy');
    cpSync(scene.path, path, { recursive: true });
    const copy = await openScene(useRepository(path));
    expect(copy.kept()).toBeUndefined();
    rmSync(join(path, PLAN));
    await copy.ask();
    // Its own answer is now beside that of the place it was copied from.
    expect(copy.kept()?.tasks).toHaveLength(1);
    expect(scene.kept()?.tasks).toHaveLength(3);
  });

  test('is of another work tree', async () => {
    const scene = await makePlanned();
    await scene.ask();
    const path = join(makeFolder(), 'tree');
    scene.git('worktree', 'add', '--quiet', path, 'bare');
    const linked = await openScene(useRepository(path));
    expect(linked.kept()).toBeUndefined();
    expect((await linked.ask()).tasks).toEqual([]);
    expect(linked.kept()?.tasks).toEqual([]);
    await scene.ask();
    expect(scene.kept()?.tasks).toHaveLength(3);
  });
});

describe('no answer is kept', () => {
  const scenes: Record<string, (scene: Scene) => unknown> = {
    'while a task is free to run': ({ planex }) =>
      useOwnOperations(planex, 'write', (operations) => operations.trust({ paths: [PLAN], all: false })),
    'of what a person has just written': ({ write }) =>
      write(DRAFT, planText([{ title: 'Mine' }], { status: 'DRAFT' })),
    'while a file stands where folders are looked for': ({ write }) =>
      write('docs/plans/.refine-plan-against-codex', 'no folder\n'),
    'while Git reads settings from other files': ({ git }) => git('config', 'include.path', 'more'),
    'with a plan that is a link': ({ path, git }) => {
      symlinkSync('2026-11-20-old.md', join(path, 'docs/plans/link.md'));
      git('add', '--all');
      git('commit', '--quiet', '-m', 'a link');
    },
    'with errors in the settings': ({ write }) => write('.planexrc', '{ "limits": 7 }'),
    'while tasks come back by the clock': ({ write }) =>
      write('.planexrc', JSON.stringify({ schedule: { recurring: { [PLAN]: '0 3 * * *' } } })),
    'with a record that was damaged': ({ planex }) => writeInto(planex.records, 'daemon.json', '{'),
  };

  test.each(Object.keys(scenes))('%s', async (name) => {
    const scene = await makePlanned();
    await scenes[name]?.(scene);
    await scene.ask();
    expect(scene.kept()).toBeUndefined();
  });

  test('when something changed while it was made', async () => {
    const scene = await makePlanned();
    await useOwnOperations(scene.planex, 'read', (operations) => {
      scene.write(PLAN, planText([{ title: 'Another' }, { title: 'Open' }]).replace('[ ]', '[x]'));
      scene.git('commit', '--quiet', '--all', '-m', 'another');
      return operations.status();
    });
    expect(scene.kept()).toBeUndefined();
  });
});

/** Stands a file of the test's own in for the program that runs. */
function standInForProgram(): void {
  const [, program] = process.argv;
  const file = join(makeFolder(), 'planex.js');
  writeFileSync(file, 'one\n');
  process.argv[1] = file;
  onTestFinished(() => void (process.argv[1] = program ?? ''));
}

function writeInto(records: string, name: string, text = '{}'): void {
  mkdirSync(join(records, name, '..'), { recursive: true });
  writeFileSync(join(records, name), text);
}
