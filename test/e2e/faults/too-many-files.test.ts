import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { makeGate } from '../../support/gate.ts';
import { writePlan } from '../../support/plan.ts';
import {
  readEventLog,
  standings,
  startDaemon,
  waitForProcesses,
  waitForStatus,
} from '../../support/planex.ts';
import { isRunning, waitUntil } from '../../support/program.ts';
import { makeRepository } from '../../support/repository.ts';

/** How many files a process may have open from now on; those that are open stay. */
function limitFiles(pid: number, most: number): void {
  execFileSync('prlimit', ['--pid', String(pid), `--nofile=${most}:`]);
}

it.runIf(process.platform === 'linux')(
  'a daemon that can open no file for a while lives on, and so does its work',
  async () => {
    const repository = makeRepository();
    const gate = makeGate();
    writePlan(repository, 'a', [{ files: ['a.txt'], commands: [gate.wait, 'echo a > a.txt'] }]);
    const pid = await startDaemon(repository);
    await waitForStatus(repository, (now) => standings(now).join() === 'running');
    await waitForProcesses(repository);

    limitFiles(pid, 8);
    await gate.pass();
    const hasMet = (): boolean =>
      !isRunning(pid) ||
      readEventLog(repository).some(
        ({ type, message }) => type === 'daemon:erred' && message.includes('too many open files'),
      );
    await waitUntil(hasMet, 'the daemon has met the limit');
    limitFiles(pid, 1024);

    const again = gate.pass();
    const status = await waitForStatus(repository, (now) => standings(now).join() === 'done');
    await again;
    expect(status.daemon).toMatchObject({ running: true, pid });
    expect(repository.git('rev-list', '--count', 'HEAD')).toBe('2');
  },
);
