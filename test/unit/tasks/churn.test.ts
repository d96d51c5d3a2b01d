import { expect, it } from 'vitest';
import { findChurn, rememberRun } from '../../../src/tasks/churn.ts';

const NOW = Date.parse('2026-11-20T12:00:00Z');
const minutesAgo = (minutes: number): string => new Date(NOW - minutes * 60_000).toISOString();
const runs = (count: number, every: number): string[] =>
  Array.from({ length: count }, (_, index) => minutesAgo(every * (count - index)));

it.each([
  ['nine runs in an hour', runs(9, 1), undefined],
  ['ten runs in an hour', runs(10, 1), '2026-11-20T12:50:00.000Z'],
  ['ten runs over two hours', runs(10, 12), undefined],
  ['runs of a clock that was set back', Array.from({ length: 10 }, () => minutesAgo(-30)), undefined],
])('%s', (_name, past, until) => {
  expect(findChurn('a#1', past, NOW)?.until).toBe(until);
});

it('remembers no more runs than it takes', () => {
  expect(rememberRun(runs(10, 1), minutesAgo(0))).toHaveLength(10);
  expect(rememberRun([], minutesAgo(0))).toEqual([minutesAgo(0)]);
});
