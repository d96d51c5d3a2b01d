import { rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { runProcess } from '../../../src/executors/run-process.ts';
import { isRunning, useProgram, waitUntil } from '../../support/program.ts';

describe('time limits', () => {
  test('a program that prints its result and never exits reaches the no-output limit', async () => {
    const program = useProgram('never-exits.sh', { noOutputMs: 400, wallClockMs: 60_000 });
    const { exit } = await runProcess(program.spec);
    expect(await exit).toMatchObject({ kind: 'timed-out', limit: 'no-output', survivors: 0 });
    expect(program.pids().filter(isRunning)).toEqual([]);
  });

  test('words on standard error alone are output too', async () => {
    const program = useProgram('chatters.sh', { noOutputMs: 5_000, wallClockMs: 6_000 });
    const onError = { file: 'sh', args: ['-c', 'exec sh "$0" >&2', ...program.spec.args] };
    const errorFile = join(program.folder, 'errors');
    const { exit } = await runProcess({ ...program.spec, ...onError, errorFile });
    expect(await exit).toMatchObject({ kind: 'timed-out', limit: 'wall-clock' });
    expect(program.output()).toBe('');
  });

  test('a program that never falls silent reaches the wall-clock limit', async () => {
    const program = useProgram('chatters.sh', { noOutputMs: 60_000, wallClockMs: 400 });
    const { exit } = await runProcess(program.spec);
    const end = await exit;
    expect(end).toMatchObject({ kind: 'timed-out', limit: 'wall-clock' });
    expect(end.durationMs).toBeGreaterThanOrEqual(400);
  });

  test('a limit is kept also while the output cannot be looked at', async () => {
    const program = useProgram('never-exits.sh', { noOutputMs: 60_000, wallClockMs: 1_000 });
    const { exit } = await runProcess(program.spec);
    rmSync(program.spec.outputFile);
    symlinkSync(program.spec.outputFile, program.spec.outputFile);
    expect(await exit).toMatchObject({ kind: 'timed-out', limit: 'wall-clock', survivors: 0 });
  });
});

describe('the abort signal', () => {
  test('stops a program, and what it answers no longer counts', async () => {
    const stop = new AbortController();
    const program = useProgram('ends-well-on-term.sh', { signal: stop.signal });
    const { exit } = await runProcess(program.spec);
    await waitUntil(() => program.output().includes('ready'), 'the program is ready');
    stop.abort();
    expect(await exit).toMatchObject({ kind: 'stopped', survivors: 0 });
    expect(program.output()).toContain('bye\n');
  });

  test('keeps a program from starting when it has fired before', async () => {
    const program = useProgram('both-streams.sh', { signal: AbortSignal.abort() });
    const running = await runProcess(program.spec);
    expect(running.process).toBeUndefined();
    expect(await running.exit).toMatchObject({ kind: 'stopped' });
    expect(program.output()).toBe('');
  });

  test('ends a program that ignores TERM, after the grace', async () => {
    const stop = new AbortController();
    const program = useProgram('ignores-term.sh', { signal: stop.signal, graceMs: 300 });
    const { exit } = await runProcess(program.spec);
    await waitUntil(() => program.output().includes('ready'), 'the program is ready');
    const stoppedAt = performance.now();
    stop.abort();
    expect(await exit).toMatchObject({ kind: 'stopped', survivors: 0 });
    expect(performance.now() - stoppedAt).toBeGreaterThanOrEqual(300);
    expect(program.pids().filter(isRunning)).toEqual([]);
  });

  test('ends a stopped program without waiting for the grace', async () => {
    const stop = new AbortController();
    const program = useProgram('stops-itself.sh', { signal: stop.signal, graceMs: 30_000 });
    const { exit } = await runProcess(program.spec);
    await waitUntil(() => program.output().includes('ready'), 'the program is ready');
    const stoppedAt = performance.now();
    stop.abort();
    await exit;
    expect(performance.now() - stoppedAt).toBeLessThan(30_000);
    expect(program.pids().filter(isRunning)).toEqual([]);
  });

  test('ends a child that keeps nothing of the run but its parent, and ignores TERM', async () => {
    const stop = new AbortController();
    const program = useProgram('hides-child.sh', { signal: stop.signal, graceMs: 300 });
    const { exit } = await runProcess(program.spec);
    await waitUntil(() => program.pids().length > 0, 'the child has noted its pid');
    onTestFinished(() =>
      program
        .pids()
        .filter(isRunning)
        .forEach((pid) => process.kill(pid, 'SIGKILL')),
    );
    stop.abort();
    expect(await exit).toMatchObject({ kind: 'stopped', survivors: 0 });
    expect(program.pids().filter(isRunning)).toEqual([]);
  });

  test('ends what a program starts in answer to TERM', async () => {
    const stop = new AbortController();
    const program = useProgram('spawns-on-term.sh', { signal: stop.signal, graceMs: 300 });
    const { exit } = await runProcess(program.spec);
    await waitUntil(() => program.output().includes('ready'), 'the program is ready');
    stop.abort();
    expect(await exit).toMatchObject({ kind: 'stopped', survivors: 0 });
    expect(program.pids().filter(isRunning)).toEqual([]);
  });
});

test('the first cause counts: a time-out stays one although the program then ends with status 0', async () => {
  const program = useProgram('ends-well-on-term.sh', { wallClockMs: 500 });
  const { exit } = await runProcess(program.spec);
  expect(await exit).toMatchObject({ kind: 'timed-out', limit: 'wall-clock' });
});
