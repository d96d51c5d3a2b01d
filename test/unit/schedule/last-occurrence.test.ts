import { fc, test as property } from '../../support/property.ts';
import { describe, expect, test } from 'vitest';
import { parseCron } from '../../../src/schedule/cron.ts';
import { findLastOccurrence } from '../../../src/schedule/last-occurrence.ts';

function lastOf(expression: string, timezone: string, now: string | Date): string | undefined {
  const fields = parseCron(expression);
  if (!fields.ok) throw new Error(fields.failure);
  return findLastOccurrence(fields.value, timezone, new Date(now))?.toISOString();
}

describe('findLastOccurrence', () => {
  test.each([
    ['* * * * *', 'UTC', '2026-11-20T10:15:42.123Z', '2026-11-20T10:15:00.000Z'],
    ['17 3 * * *', 'UTC', '2026-11-20T03:16:59Z', '2026-11-19T03:17:00.000Z'],
    ['17 3 * * *', 'UTC', '2026-11-20T03:17:00Z', '2026-11-20T03:17:00.000Z'],
    ['0 6 * * 1', 'UTC', '2026-11-20T10:00:00Z', '2026-11-16T06:00:00.000Z'],
    ['0 0 1 1 *', 'UTC', '2026-11-20T10:00:00Z', '2026-01-01T00:00:00.000Z'],
    ['@monthly', 'UTC', '2026-11-20T10:00:00Z', '2026-11-01T00:00:00.000Z'],
    ['30 */10 * * * *', 'UTC', '2026-11-20T10:00:29Z', '2026-11-20T09:50:30.000Z'],
    ['0 9 * * *', 'America/New_York', '2026-07-01T13:30:00Z', '2026-07-01T13:00:00.000Z'],
    ['0 1 * * *', 'Pacific/Auckland', '2026-07-01T14:00:00Z', '2026-07-01T13:00:00.000Z'],
  ])('%s in %s at %s', (expression, timezone, now, expected) => {
    expect(lastOf(expression, timezone, now)).toBe(expected);
  });

  test('finds nothing for a day that the last year did not have', () => {
    expect(lastOf('0 0 29 2 *', 'UTC', '2026-11-20T10:00:00Z')).toBeUndefined();
  });

  // In Vienna the clock went from 02:00 to 03:00 on 29 March 2026 at 01:00 UTC.
  test.each([
    ['30 2 * * *', '2026-03-29T01:15:00Z', '2026-03-28T01:30:00.000Z'],
    ['30 2 * * *', '2026-03-29T01:45:00Z', '2026-03-29T01:30:00.000Z'],
    ['30 2 * * *', '2026-03-30T00:29:00Z', '2026-03-29T01:30:00.000Z'],
    ['0 * * * *', '2026-03-29T00:59:00Z', '2026-03-29T00:00:00.000Z'],
    ['0 * * * *', '2026-03-29T01:01:00Z', '2026-03-29T01:00:00.000Z'],
  ])('%s at %s, when a clock skips an hour', (expression, now, expected) => {
    expect(lastOf(expression, 'Europe/Vienna', now)).toBe(expected);
  });

  // It goes back from 03:00 to 02:00 on 25 October 2026 at 01:00 UTC.
  test.each([
    ['30 2 * * *', '2026-10-25T00:29:00Z', '2026-10-24T00:30:00.000Z'],
    ['30 2 * * *', '2026-10-25T00:31:00Z', '2026-10-25T00:30:00.000Z'],
    ['30 2 * * *', '2026-10-25T01:10:00Z', '2026-10-25T00:30:00.000Z'],
    ['30 2 * * *', '2026-10-25T12:00:00Z', '2026-10-25T00:30:00.000Z'],
  ])('%s at %s, when a clock repeats an hour', (expression, now, expected) => {
    expect(lastOf(expression, 'Europe/Vienna', now)).toBe(expected);
  });

  const instants = fc.date({ min: new Date('2020-01-01'), max: new Date('2030-01-01'), noInvalidDate: true });
  const zones = fc.constantFrom(
    'UTC',
    'Europe/Vienna',
    'America/New_York',
    'Australia/Lord_Howe',
    'Asia/Kathmandu',
  );
  property.prop([
    instants,
    instants,
    zones,
    fc.constantFrom('*/7 * * * *', '30 2 * * *', '5 1 * * 0', '0 12 1 * *'),
  ])('never lies ahead of now and never goes back while now goes on', (one, other, zone, expression) => {
    const [earlier, later] = one < other ? [one, other] : [other, one];
    const first = lastOf(expression, zone, earlier) ?? '';
    const second = lastOf(expression, zone, later) ?? '';
    expect(second <= later.toISOString()).toBe(true);
    expect(first <= second).toBe(true);
  });
});
