import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { awaitQuietEnd, beginQuiet } from '../../../src/git/quiet.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Whether somebody who waits for quiet to end still does, once everything that can happen now has. */
function waitForEnd() {
  const state = { isOver: false };
  void awaitQuietEnd().then(() => (state.isOver = true));
  return {
    isOver: async () => {
      await vi.advanceTimersByTimeAsync(0);
      return state.isOver;
    },
  };
}

test('where nobody asks for quiet, nobody waits', async () => {
  expect(await waitForEnd().isOver()).toBe(true);
});

test('others wait until all who asked for quiet have what they wanted', async () => {
  const [first, second] = [beginQuiet(), beginQuiet()];
  const waiting = waitForEnd();
  expect(await waiting.isOver()).toBe(false);
  first();
  expect(await waiting.isOver()).toBe(false);
  second();
  expect(await waiting.isOver()).toBe(true);
  expect(await waitForEnd().isOver()).toBe(true);
});

test('nobody is kept waiting longer than a tenth of a second', async () => {
  const end = beginQuiet();
  const waiting = waitForEnd();
  await vi.advanceTimersByTimeAsync(99);
  expect(await waiting.isOver()).toBe(false);
  await vi.advanceTimersByTimeAsync(1);
  expect(await waiting.isOver()).toBe(true);
  end();
});
