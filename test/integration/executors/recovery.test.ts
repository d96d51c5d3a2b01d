import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { describe, expect, test, vi } from 'vitest';
import { endProcess, findMarked, sweepMarked } from '../../../src/executors/process-tree.ts';
import { isSameProcess, readProcessStart } from '../../../src/process-identity.ts';
import { isRunning, type TestProgram, useProgram, waitUntil } from '../../support/program.ts';

/** Starts a program as a daemon would have that has died since: nobody waits for it. */
async function startOrphan(program: TestProgram): Promise<number> {
  const { spec } = program;
  const child = spawn(spec.file, spec.args, {
    cwd: spec.cwd,
    env: { ...spec.env, PLANEX_RUN: spec.marker },
    detached: true,
    stdio: 'ignore',
  });
  await once(child, 'spawn');
  await waitUntil(() => program.pids().length > 0, 'the program has noted its pid');
  return child.pid ?? 0;
}

describe('sweepMarked', () => {
  test('ends what a dead daemon left behind, and nothing else', async () => {
    const mine = useProgram('never-exits.sh');
    const other = useProgram('never-exits.sh');
    const pid = await startOrphan(mine);
    const otherPid = await startOrphan(other);
    await waitUntil(() => findMarked(mine.spec.marker).length === 2, 'its shell has started `sleep`');
    expect(findMarked(mine.spec.marker).map((entry) => entry.pid)).toContain(pid);

    expect(await sweepMarked(mine.spec.marker, 5_000)).toBe(2);
    expect(isRunning(pid)).toBe(false);
    expect(isRunning(otherPid)).toBe(true);
  });

  test('does not take a marker for one that begins with it', async () => {
    const program = useProgram('never-exits.sh');
    const pid = await startOrphan(program);
    expect(await sweepMarked(program.spec.marker.slice(0, -1), 5_000)).toBe(0);
    expect(isRunning(pid)).toBe(true);
  });
});

test('what ignores being told to end is ended also by who stood still himself for longer than the grace', async () => {
  const program = useProgram('ignores-term.sh');
  const pid = await startOrphan(program);
  const clock = vi.spyOn(performance, 'now');
  const swept = sweepMarked(program.spec.marker, 50);
  const now = performance.now();
  clock.mockReturnValue(now + 60_000);
  await swept;
  clock.mockRestore();
  await waitUntil(() => !isRunning(pid), 'it is gone');
});

describe('endProcess', () => {
  test('ends the process and its session', async () => {
    const program = useProgram('never-exits.sh');
    const pid = await startOrphan(program);
    expect(await endProcess(pid, readProcessStart(pid) ?? '', 5_000)).toBe(true);
    expect(isRunning(pid)).toBe(false);
    expect(findMarked(program.spec.marker)).toEqual([]);
  });

  test('leaves a process alone that only has the same pid', async () => {
    const program = useProgram('never-exits.sh');
    const pid = await startOrphan(program);
    expect(await endProcess(pid, '1', 5_000)).toBe(false);
    expect(isRunning(pid)).toBe(true);
  });
});

test('a zombie is no longer the process it was', async () => {
  const program = useProgram('leaves-zombie.sh');
  const parent = await startOrphan(program);
  await waitUntil(
    () => readFileSync(`/proc/${parent}/comm`, 'utf8') === 'sleep\n',
    'the parent is another program',
  );
  const [pid = 0] = program.pids();
  process.kill(pid, 'SIGKILL');
  await waitUntil(() => !isRunning(pid), 'the child has ended');
  const startTime = readProcessStart(pid) ?? '';
  expect(startTime).not.toBe('');
  expect(isSameProcess({ pid, startTime })).toBe(false);
});
