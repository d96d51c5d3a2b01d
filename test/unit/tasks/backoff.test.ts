import { fc, test } from '../../support/property.ts';
import { expect, it } from 'vitest';
import { backoffAfterDeaths } from '../../../src/tasks/backoff.ts';

it.each([
  [0, 0],
  [1, 0],
  [2, 60_000],
  [3, 120_000],
  [4, 240_000],
  [1_000, 3_600_000],
])('after %i deaths it waits %i ms', (deaths, ms) => expect(backoffAfterDeaths(deaths)).toBe(ms));

test.prop([fc.nat(5_000)])('waits never get shorter, and never longer than an hour', (deaths) => {
  expect(backoffAfterDeaths(deaths + 1)).toBeGreaterThanOrEqual(backoffAfterDeaths(deaths));
  expect(backoffAfterDeaths(deaths)).toBeLessThanOrEqual(3_600_000);
});
