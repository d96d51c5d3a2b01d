import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import type { ProcessEntry } from '../../../src/executors/process-table.ts';
import { findMarked, findTree, readMark } from '../../../src/executors/process-tree.ts';
import { readProcessStart } from '../../../src/process-identity.ts';
import { runProcess } from '../../../src/executors/run-process.ts';
import { isRunning, useProgram, waitUntil } from '../../support/program.ts';

const cases = [
  { program: 'holds-output.sh', left: 1 },
  { program: 'leaves-session.sh', left: 1 },
  { program: 'double-forks.mjs', left: 1 },
  { program: 'many-children.sh', left: 45 },
  { program: 'wipes-environment.sh', left: 1 },
  { program: 'job-control.sh', left: 1 },
];

test.each(cases)(
  '$program: the result is taken at its exit, and $left leftovers are ended',
  async ({ program: name, left }) => {
    const program = useProgram(name);
    const { exit } = await runProcess(program.spec);
    expect(await exit).toMatchObject({ kind: 'exited', code: 0, leftovers: left, survivors: 0 });
    expect(program.pids()).toHaveLength(left);
    expect(program.pids().filter(isRunning)).toEqual([]);
  },
);

test('a leftover that ignores TERM is killed after the grace; the exit status stays the one of the program', async () => {
  const program = useProgram('stubborn-child.sh', { graceMs: 200 });
  const { exit } = await runProcess(program.spec);
  expect(await exit).toMatchObject({ kind: 'exited', code: 7, survivors: 0 });
  expect(program.pids().filter(isRunning)).toEqual([]);
});

test('a process that is just then being born is not overlooked', async () => {
  for (let round = 0; round < 20; round += 1) {
    const program = useProgram('leaves-session-at-once.sh');
    await (await runProcess(program.spec)).exit;
    expect(findMarked(program.spec.marker)).toEqual([]);
  }
});

test('a program that leaves nothing has no leftovers', async () => {
  const { exit } = await runProcess(useProgram('both-streams.sh').spec);
  expect(await exit).toMatchObject({ leftovers: 0, survivors: 0 });
});

test('a process without an environment cannot say whose it is yet', async () => {
  const child = spawn('env', ['-i', 'sleep', '1000'], { stdio: 'ignore' });
  onTestFinished(() => void child.kill('SIGKILL'));
  const isBare = (): boolean => readFileSync(`/proc/${child.pid}/environ`, 'latin1') === '';
  await waitUntil(isBare, 'the process has no environment');
  expect(readMark(child.pid ?? 0, 'of-nobody')).toBe('not-yet');
  expect(findTree({ marker: 'of-nobody' })).toEqual({ running: [], isCertain: false });
  expect(readMark(process.pid, 'of-nobody')).toBe('no');
});

test('what began before the first process of a run cannot be of it, and its environment is not read', () => {
  const marker = `older-${process.pid}`;
  const child = spawn('sleep', ['1000'], { stdio: 'ignore', env: { ...process.env, PLANEX_RUN: marker } });
  onTestFinished(() => void child.kill('SIGKILL'));
  const startTime = readProcessStart(child.pid ?? 0);
  const find = (firstStart: number): (number | undefined)[] =>
    findTree({ marker, firstStart: String(firstStart) }).running.map(({ pid }) => pid);
  expect(find(Number(startTime))).toEqual([child.pid]);
  expect(find(Number(startTime) + 1)).toEqual([]);
});

test('a look is not certain when a process was born meanwhile', () => {
  const known: ProcessEntry[] = [];
  // Read at the beginning of the look.
  Object.defineProperty(known, 'map', { value: () => (spawnSync('true'), []) });
  expect(findTree({ marker: 'of-nobody' }, known)).toEqual({ running: [], isCertain: false });
});
