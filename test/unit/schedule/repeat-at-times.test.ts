import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { repeatAtTimes } from '../../../src/schedule/repeat-at-times.ts';

const MINUTE_MS = 60_000;
const YEAR_MS = 365 * 24 * 60 * MINUTE_MS;
const nextMinute = (): Date => new Date((Math.floor(Date.now() / MINUTE_MS) + 1) * MINUTE_MS);

beforeEach(() => vi.useFakeTimers({ now: Date.parse('2026-11-20T12:00:30Z') }));
afterEach(() => vi.useRealTimers());

test.each([
  ['is not set', 0, 1],
  ['is set forward', YEAR_MS, 1],
  // The time passes in which it was not yet noticed.
  ['is set back', -YEAR_MS, 0],
])(
  'a clock that %s: runs at every time of the clock, and once for those that were leapt over',
  (_, byMs, first) => {
    let runs = 0;
    const end = repeatAtTimes(nextMinute, () => (runs += 1));
    vi.advanceTimersByTime(MINUTE_MS / 4);
    expect(runs).toBe(0);
    vi.setSystemTime(Date.now() + byMs);
    vi.advanceTimersByTime(MINUTE_MS);
    expect(runs).toBe(first);
    vi.advanceTimersByTime(10 * MINUTE_MS);
    expect(runs).toBe(first + 10);
    end();
    vi.advanceTimersByTime(10 * MINUTE_MS);
    expect(runs).toBe(first + 10);
  },
);
