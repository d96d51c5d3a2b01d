import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createPatience } from '../../../src/daemon/patience.ts';

const clock = vi.hoisted(() => ({ nowMs: 0 }));
vi.mock('node:timers/promises', () => ({
  setTimeout: async (ms: number) => void (clock.nowMs += ms),
}));

beforeEach(() => void vi.spyOn(performance, 'now').mockImplementation(() => clock.nowMs));
afterEach(() => void vi.restoreAllMocks());

/** Asks after tries that took so many milliseconds each whether another one is worth it. */
async function ask(tries: number[], hasWaited = false): Promise<boolean[]> {
  const isWorthAnotherTry = createPatience(new AbortController().signal, hasWaited);
  const answers: boolean[] = [];
  for (const tookMs of tries) {
    clock.nowMs += tookMs;
    answers.push(await isWorthAnotherTry());
  }
  return answers;
}

it('lasts two seconds from the first refusal, and half a second for a run that has waited before', async () => {
  const quick = Array.from({ length: 120 }, () => 0);
  expect((await ask(quick)).indexOf(false)).toBe(100);
  expect((await ask(quick, true)).indexOf(false)).toBe(25);
});

it('gives one more try after one that took longer than all of it', async () => {
  expect(await ask([5_000, 5_000, 0])).toEqual([true, true, false]);
});

it('ends at once when it is stopped', async () => {
  expect(await createPatience(AbortSignal.abort(), false)()).toBe(false);
});
