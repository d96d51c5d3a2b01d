import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { expect, onTestFinished, test } from 'vitest';
import { endOrphanedGit } from '../../../src/git/orphaned-git.ts';
import { readStat } from '../../../src/process-identity.ts';

/** A program that says when it has begun. Returns what signal or status it ended with, and what it said until then. */
async function begin(args: string[], env: Record<string, string>) {
  const child: ChildProcess = spawn('sh', ['-c', ...args], {
    env: { ...process.env, ...env },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const ended = once(child, 'close').then(([code, signal]: (number | string | null)[]) => signal ?? code);
  if (child.stdout) await once(child.stdout, 'data');
  return { child, ended };
}

const WAIT = 'echo begun; read line';
const patient = { finishMs: 120_000, graceMs: 30_000 };
const soon = { finishMs: 0, graceMs: 30_000 };

test('what ends by itself is waited for', async () => {
  const runId = `run-${randomUUID()}`;
  const { child, ended } = await begin([WAIT], { PLANEX_RUN: runId });

  const gone = endOrphanedGit(runId, patient);
  child.stdin?.end('\n');

  await gone;
  expect(await ended).toBe(0);
});

test.runIf(process.platform === 'linux')('what does not end is asked to', async () => {
  const runId = `run-${randomUUID()}`;
  const { ended } = await begin(["trap 'exit 7' TERM; echo begun; while :; do sleep 0.02; done"], {
    PLANEX_RUN: runId,
  });
  await endOrphanedGit(runId, soon);
  expect(await ended).toBe(7);
});

test.runIf(process.platform === 'linux')('what does not heed that is ended', async () => {
  const runId = `run-${randomUUID()}`;
  const { ended } = await begin(["trap '' TERM; echo begun; while :; do sleep 0.02; done"], {
    PLANEX_RUN: runId,
  });
  await endOrphanedGit(runId, { finishMs: 0, graceMs: 100 });
  expect(await ended).toBe('SIGKILL');
});

test.runIf(process.platform === 'linux')(
  'what replaces its program again and again is not overlooked',
  async () => {
    const runId = `run-${randomUUID()}`;
    const { child, ended } = await begin(['echo begun; eval "$AGAIN"'], {
      PLANEX_RUN: runId,
      AGAIN: `exec sh -c 'eval "$AGAIN"'`,
    });
    await endOrphanedGit(runId, { finishMs: 400, graceMs: 30_000 });
    expect(readStat(child.pid ?? 0)?.ended ?? true).toBe(true);
    expect(await ended).toBe('SIGTERM');
  },
);

test('processes of others, and the monitor of a file system, are let be', async () => {
  const runId = `run-${randomUUID()}`;
  const others = [
    await begin([WAIT], {}),
    await begin([WAIT], { PLANEX_RUN: `${runId}-2` }),
    await begin([WAIT, 'git', 'fsmonitor--daemon', 'run'], { PLANEX_RUN: runId }),
  ];

  await endOrphanedGit(runId, soon);

  for (const { child, ended } of others) {
    child.stdin?.end('\n');
    expect(await ended).toBe(0);
  }
});
