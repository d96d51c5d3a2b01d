import { expect, it, onTestFinished } from 'vitest';
import { writePlan, writes } from '../../support/plan.ts';
import {
  findProcesses,
  planex,
  planexOk,
  readStatus,
  recordsFolder,
  startDaemon,
  waitForStatus,
} from '../../support/planex.ts';
import { isStopped } from '../../../src/process-identity.ts';
import { waitUntil } from '../../support/program.ts';
import { spawnPlanex } from '../../support/planex-process.ts';
import { makeRepository, type TestRepository } from '../../support/repository.ts';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeGate } from '../../support/gate.ts';

const COMMANDS = [
  ['status'],
  ['start'],
  ['start', '--foreground'],
  ['once'],
  ['pause'],
  ['stop'],
  ['stop', '--now'],
];

/** A repository whose daemon was told to stand still, until the test ends. */
async function makeStopped(): Promise<{ repository: TestRepository; pid: number }> {
  const repository = makeRepository();
  const pid = await startDaemon(repository);
  process.kill(pid, 'SIGSTOP');
  onTestFinished(() => {
    if (findProcesses(repository).includes(pid)) process.kill(pid, 'SIGCONT');
  });
  await waitUntil(() => isStopped(pid), 'it stands still');
  return { repository, pid };
}

function readLock(repository: TestRepository): string {
  return readFileSync(join(recordsFolder(repository), 'daemon.lock'), 'utf8');
}

it('no command takes the lock of a daemon that stands still; each says so and what to do', async () => {
  const { repository, pid } = await makeStopped();
  const lock = readLock(repository);
  for (const args of COMMANDS) {
    const result = await planex(repository, args);
    expect(result, args.join(' ')).toMatchObject({ code: 2, stdout: '' });
    expect(result.stderr, args.join(' ')).toContain(`the daemon (pid ${pid}) is stopped`);
    expect(result.stderr, args.join(' ')).toContain(`do: kill -CONT ${pid} lets it go on`);
    expect(readLock(repository)).toBe(lock);
  }
  const doctor = await planex(repository, ['doctor']);
  expect(doctor.code).toBe(1);
  expect(doctor.stdout).toMatch(new RegExp(`error +daemon: the daemon \\(pid ${pid}\\) is stopped`));

  process.kill(pid, 'SIGCONT');
  writePlan(repository, 'a', [writes('a.txt')]);
  const status = await waitForStatus(repository, ({ tasks }) => tasks[0]?.status === 'done');
  expect(status.daemon.pid).toBe(pid);
});

it('a command that waits for an answer learns that the daemon was stopped meanwhile', async () => {
  const repository = makeRepository();
  const gate = makeGate();
  writePlan(repository, 'a', [{ files: ['a.txt'], commands: [gate.wait, 'touch a.txt'] }]);
  const pid = await startDaemon(repository);
  await waitForStatus(repository, ({ tasks }) => tasks[0]?.status === 'running');
  const once = spawnPlanex(repository, ['once']);
  const stop = spawnPlanex(repository, ['stop']);
  await stop.says(/waiting for what is under way/);
  process.kill(pid, 'SIGSTOP');
  try {
    expect([await once.ended(), await stop.ended()]).toEqual([2, 2]);
    for (const command of [once, stop])
      expect(command.output()).toContain(`the daemon (pid ${pid}) is stopped`);
  } finally {
    process.kill(pid, 'SIGCONT');
  }
  await gate.pass();
});

it('what a daemon slept through is done once it is continued', async () => {
  const { repository, pid } = await makeStopped();
  writePlan(repository, 'a', [writes('a.txt')]);
  repository.commit({ 'b.txt': 'b\n' });
  process.kill(pid, 'SIGCONT');
  await waitForStatus(repository, ({ tasks }) => tasks[0]?.status === 'done');
  expect(repository.git('rev-list', '--count', 'HEAD')).toBe('3');
  expect((await readStatus(repository)).daemon.pid).toBe(pid);
  await planexOk(repository, 'stop');
});
