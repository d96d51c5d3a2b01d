import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { watchTimeLimits } from '../../../src/executors/time-limits.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const minutes = 60_000;

test('the wall-clock limit counts from the start, however much is printed', () => {
  const onReached = vi.fn();
  watchTimeLimits({ wallClockMs: 60 * minutes, noOutputMs: 5 * minutes }, () => performance.now(), onReached);
  vi.advanceTimersByTime(60 * minutes - 1_001);
  expect(onReached).not.toHaveBeenCalled();
  vi.advanceTimersByTime(2_000);
  expect(onReached).toHaveBeenCalledExactlyOnceWith({ limit: 'wall-clock', afterMs: 60 * minutes });
});

test('the no-output limit counts from the last output', () => {
  const onReached = vi.fn();
  let size = 0;
  watchTimeLimits({ noOutputMs: 5 * minutes }, () => size, onReached);
  for (let round = 0; round < 10; round += 1) {
    vi.advanceTimersByTime(4 * minutes);
    size += 1;
  }
  expect(onReached).not.toHaveBeenCalled();
  vi.advanceTimersByTime(5 * minutes + 1_000);
  expect(onReached).toHaveBeenCalledExactlyOnceWith({ limit: 'no-output', afterMs: 45 * minutes + 1_000 });
});

test('output that cannot be looked at is not called silence', () => {
  const onReached = vi.fn();
  let size: number | undefined = 0;
  watchTimeLimits({ noOutputMs: 5 * minutes }, () => size, onReached);
  size = undefined;
  vi.advanceTimersByTime(60 * minutes);
  expect(onReached).not.toHaveBeenCalled();
  size = 0;
  vi.advanceTimersByTime(5 * minutes + 2_000);
  expect(onReached).toHaveBeenCalledOnce();
});

test('a limit of many days is kept', () => {
  const onReached = vi.fn();
  watchTimeLimits({ wallClockMs: 2 ** 31 }, () => 0, onReached);
  vi.advanceTimersByTime(10 * minutes);
  expect(onReached).not.toHaveBeenCalled();
});

test('a jump of the clock on the wall does not count', () => {
  const onReached = vi.fn();
  watchTimeLimits({ wallClockMs: 60 * minutes, noOutputMs: 60 * minutes }, () => 0, onReached);
  vi.setSystemTime(Date.now() + 10 * 60 * minutes);
  vi.advanceTimersByTime(minutes);
  expect(onReached).not.toHaveBeenCalled();
});

test('nothing is watched without a limit, or after watching was given up', () => {
  const onReached = vi.fn();
  watchTimeLimits({}, () => 0, onReached);
  expect(vi.getTimerCount()).toBe(0);
  watchTimeLimits({ wallClockMs: 1_000 }, () => 0, onReached)();
  expect(vi.getTimerCount()).toBe(0);
});
