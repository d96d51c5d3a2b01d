import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { writePlan } from '../../support/plan.ts';
import {
  findProcesses,
  planexOk,
  readStatus,
  recordsFolder,
  startDaemon,
  waitForProcesses,
  waitForStatus,
} from '../../support/planex.ts';
import { isRunning, waitUntil } from '../../support/program.ts';
import { makeRendezvous } from '../../support/rendezvous.ts';
import { makeRepository } from '../../support/repository.ts';

/** A process that has nothing to do with planex. */
function startStranger(): number {
  const child = spawn('sleep', ['600'], { stdio: 'ignore' });
  onTestFinished(() => void child.kill('SIGKILL'));
  if (child.pid === undefined) throw new Error('sleep did not start');
  return child.pid;
}

function rewrite(file: string, change: (record: Record<string, unknown>) => void): void {
  const record: Record<string, unknown> = JSON.parse(readFileSync(file, 'utf8'));
  change(record);
  writeFileSync(file, JSON.stringify(record));
}

it('a pid that another process has by now is neither taken for the daemon or the run, nor signalled', async () => {
  const repository = makeRepository();
  const meet = makeRendezvous();
  writePlan(repository, 'a', [
    { files: ['a.txt'], commands: [`echo $$ >> ${meet.place('pids')}`, meet.await('go'), 'touch a.txt'] },
  ]);
  const pid = await startDaemon(repository);
  const running = Number(await meet.hear('pids'));
  await waitForProcesses(repository);
  const { run } = (await readStatus(repository)).tasks[0] ?? {};
  // Everything of them dies, as at a power cut, and their pids go to others.
  process.kill(pid, 'SIGKILL');
  process.kill(running, 'SIGKILL');
  await waitUntil(() => findProcesses(repository).length === 0, 'all are gone');
  const [likeDaemon, likeRun] = [startStranger(), startStranger()];
  const records = recordsFolder(repository);
  rewrite(join(records, 'daemon.lock'), (lock) => (lock['pid'] = likeDaemon));
  rewrite(
    join(records, 'runs', run ?? '', 'run.json'),
    (record) => (record['process'] = { pid: likeRun, startTime: '1' }),
  );

  expect((await readStatus(repository)).daemon.running).toBe(false);
  expect(await planexOk(repository, 'stop')).toBe('planex is not running here\n');
  await startDaemon(repository);
  meet.send('go');
  const status = await waitForStatus(repository, ({ tasks }) => tasks[0]?.status === 'done');
  expect(status.daemon.pid).not.toBe(likeDaemon);
  expect(repository.git('rev-list', '--count', 'HEAD')).toBe('2');
  await planexOk(repository, 'stop');
  expect([likeDaemon, likeRun].map(isRunning)).toEqual([true, true]);
});
