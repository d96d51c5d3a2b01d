import { expect, test } from 'vitest';
import { combineExitCodes, exitCodeOf } from '../../../src/tasks/exit-class.ts';
import { FAILURE_CLASSES } from '../../../src/tasks/call-line.ts';

test('every failure of a backend fails closed', () => {
  expect(new Set(FAILURE_CLASSES.map((failure) => exitCodeOf(failure, true)))).toEqual(new Set([20]));
  expect(exitCodeOf('ok', true)).toBe(0);
});

test.each([
  ['ok', 0],
  ['rate-limited', 10],
  ['auth', 11],
  ['timeout', 12],
  ['missing', 13],
  ['overloaded', 1],
  ['cut-off', 1],
  ['other', 1],
] as const)('otherwise %s exits with %i', (ended, code) => {
  expect(exitCodeOf(ended, false)).toBe(code);
});

test('a cap and an interruption are no failures of the backend', () => {
  expect([exitCodeOf('budget', false), exitCodeOf('budget', true)]).toEqual([20, 20]);
  expect([exitCodeOf('interrupted', false), exitCodeOf('interrupted', true)]).toEqual([130, 130]);
});

test.each([
  [0, 0, 0],
  [0, 10, 10],
  [11, 10, 11],
  [11, 0, 11],
  [20, 0, 20],
  [11, 20, 20],
])('of two, %i of the code backend and %i of the other come to %i', (code, research, both) => {
  expect(combineExitCodes(code, research)).toBe(both);
});
