import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { writePlan } from '../../support/plan.ts';
import {
  killDaemon,
  planex,
  planexOk,
  recordsFolder,
  startDaemon,
  waitForStatus,
} from '../../support/planex.ts';
import { waitUntil } from '../../support/program.ts';
import { makeFolder, makeRepository } from '../../support/repository.ts';
import { APPROVES, useScriptedCodex } from '../../support/scripted-codex.ts';

it.each([
  ['in its verification', 'verifying'],
  ['just after it', 'reviewing'],
])(
  'a run that died %s is brought to its end by planex once, where reviews are in batches',
  async (_, step) => {
    const repository = makeRepository();
    const folder = makeFolder();
    const [begun, free] = [join(folder, 'begun'), join(folder, 'free')];
    const { env } = useScriptedCodex({ reviews: [APPROVES] });
    repository.write('.planexrc', JSON.stringify({ review: 'batch' }));
    const pid = await startDaemon(repository, { env });
    writePlan(repository, 'hello', [
      {
        files: ['hello.txt'],
        commands: ['echo hello > hello.txt'],
        verify: [`touch ${begun}; [ -e ${free} ] || sleep 600`],
      },
    ]);
    await waitUntil(() => existsSync(begun), 'the verification has begun');
    await killDaemon(pid);
    writeFileSync(free, '');
    // As a daemon has left it that died at that step.
    const runs = join(recordsFolder(repository), 'runs');
    const file = join(runs, readdirSync(runs)[0] ?? '', 'run.json');
    writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, 'utf8')), step }));

    const { code, stdout } = await planex(repository, ['once', '--json'], { env });
    expect(JSON.parse(stdout).tasks).toMatchObject([{ status: 'done', attempts: 1 }]);
    expect(code).toBe(0);
  },
);

it('what a verification left behind when the daemon died in it is not committed', async () => {
  const repository = makeRepository();
  const folder = makeFolder();
  const [begun, free] = [join(folder, 'begun'), join(folder, 'free')];
  const pid = await startDaemon(repository);
  writePlan(repository, 'hello', [
    {
      files: ['hello.txt'],
      commands: ['echo hello > hello.txt'],
      verify: [`echo built > side-product; touch ${begun}; [ -e ${free} ] || sleep 600`],
    },
  ]);
  await waitUntil(() => existsSync(begun), 'the verification has begun');
  await killDaemon(pid);
  writeFileSync(free, '');

  await planexOk(repository, 'start');

  await waitForStatus(repository, (status) => status.tasks[0]?.status === 'done');
  expect(repository.git('diff-tree', '-r', '--no-commit-id', '--name-only', 'HEAD')).toBe('hello.txt');
});
