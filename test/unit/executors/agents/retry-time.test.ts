import { expect, test } from 'vitest';
import { readRetryTime } from '../../../../src/executors/agents/retry-time.ts';

const NOON = Date.UTC(2026, 10, 21, 12);

test.each([
  ['Please try again in 1.5s. Visit', '2026-11-21T12:00:01.500Z'],
  ['Please try again in 20s', '2026-11-21T12:00:20.000Z'],
  ['Please try again in 250ms.', '2026-11-21T12:00:00.250Z'],
  ['Try again in 6m0s.', '2026-11-21T12:06:00.000Z'],
  ['try again in 3 days 2 hours 5 minutes.', '2026-11-24T14:05:00.000Z'],
  ['or try again at 9:54 PM.', '2026-11-21T21:54:00.000Z'],
  ['or try again at 9:54 AM.', '2026-11-22T09:54:00.000Z'],
  ['or try again at 12:00 PM.', '2026-11-21T12:00:00.000Z'],
  ['or try again at Nov 30th, 2026 12:05 AM.', '2026-11-30T00:05:00.000Z'],
])('%s', (message, instant) => {
  expect(readRetryTime(message, NOON)).toBe(instant);
});

test('a time of day that names the minute at hand is not meant for tomorrow', () => {
  const later = NOON + 20_000;
  expect(readRetryTime('try again at 12:00 PM.', later)).toBe('2026-11-21T12:01:00.000Z');
  expect(readRetryTime('try again at 11:59 AM.', later)).toBe('2026-11-22T11:59:00.000Z');
});

test.each(['try again later', 'try again in a while', 'try again at once', 'wait 20s', ''])(
  'names no time: %s',
  (message) => {
    expect(readRetryTime(message, NOON)).toBeUndefined();
  },
);
