import { execFileSync } from 'node:child_process';
import { existsSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { isSameProcess, type ProcessIdentity, readProcessStart } from '../../../src/process-identity.ts';
import { makeGate } from '../../support/gate.ts';
import { writePlan } from '../../support/plan.ts';
import {
  expectNothingLeft,
  findProcesses,
  planex,
  planexOk,
  settle,
  standings,
  startDaemon,
} from '../../support/planex.ts';
import { waitUntil } from '../../support/program.ts';
import { makeFolder, makeRepository, useRepository } from '../../support/repository.ts';

it('a daemon whose repository is moved away ends, leaves nothing in the old place, and its work goes on in the new one', async () => {
  const outer = makeRepository();
  const before = `${makeFolder()}/before`;
  const after = `${dirname(before)}/after`;
  outer.git('clone', '--quiet', outer.path, before);
  const repository = useRepository(before);
  const begun = `${makeFolder()}/begun`;
  let under: ProcessIdentity[] = [];
  const commands = [`touch ${begun}`, 'sleep 600', 'echo mine > mine.txt'];
  writePlan(repository, 'mine', [{ files: ['mine.txt'], commands }]);
  onTestFinished(() => {
    for (const { pid } of under.filter(isSameProcess)) process.kill(pid, 'SIGKILL');
    rmSync(dirname(before), { recursive: true, force: true });
  });
  await planexOk(repository, 'start');
  await waitUntil(() => existsSync(begun), 'the task is under way');
  under = findProcesses(before).map((pid) => ({ pid, startTime: readProcessStart(pid) ?? '' }));

  renameSync(before, after);

  const moved = useRepository(after);
  const asked = await planex(moved, ['status']);
  // It may have noticed by itself, and be gone already.
  if (asked.code !== 0) {
    expect(asked.stderr).toContain('was moved or removed');
    expect(asked.stderr).not.toContain('bug');
  }
  await waitUntil(() => !under.some(isSameProcess), 'the daemon has ended, and what it started');
  expect(existsSync(before)).toBe(false);
  writePlan(moved, 'mine', [{ files: ['mine.txt'], commands: ['echo mine > mine.txt'] }]);
  expect(standings((await settle(moved)).status)).toEqual(['done']);
  await expectNothingLeft(moved);
});

it('in a copy of a repository the daemon of the original is nobody, and its runs are left to it', async () => {
  const repository = makeRepository();
  const gate = makeGate();
  writePlan(repository, 'mine', [{ files: ['mine.txt'], commands: [gate.wait, 'echo mine > mine.txt'] }]);
  const pid = await startDaemon(repository);
  await waitUntil(() => findProcesses(repository).length > 1, 'the task is under way');
  const path = `${makeFolder()}/copy`;
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  execFileSync('cp', ['-a', repository.path, path]);
  const copy = useRepository(path);

  const { stdout, stderr } = await planex(copy, ['status', '--json']);
  expect(JSON.parse(stdout)).toMatchObject({ daemon: { running: false } });
  expect(stderr).toContain(`this is a copy of ${repository.path}/.git, where planex is at work`);
  expect((await planex(copy, ['stop', '--now'])).stdout).toContain('not running here');
  const refused = await planex(copy, ['once']);
  expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining('copy of one in which planex') });

  await gate.pass();
  await waitUntil(
    () => repository.git('log', '--format=%s').includes('feat(mine)'),
    'the original has landed',
  );
  expect(findProcesses(repository)).toContain(pid);
  await planexOk(repository, 'stop');
  expect(copy.git('log', '--format=%s')).not.toContain('feat(mine)');
  void gate.pass();
  expect(standings((await settle(copy)).status)).toEqual(['done']);
});
