import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { writePlan } from '../../support/plan.ts';
import { killDaemon, planex, planexOk, startDaemon, waitForStatus } from '../../support/planex.ts';
import { waitUntil } from '../../support/program.ts';
import { makeFolder, makeRepository } from '../../support/repository.ts';
import { APPROVES, useScriptedCodex } from '../../support/scripted-codex.ts';

it('a run that died in its verification is brought to its end by planex once, also where reviews are in batches', async () => {
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

  const { code, stdout } = await planex(repository, ['once', '--json'], { env });
  expect(JSON.parse(stdout).tasks).toMatchObject([{ status: 'done', attempts: 1 }]);
  expect(code).toBe(0);
});

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
