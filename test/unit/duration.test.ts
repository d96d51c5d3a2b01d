import { fc, test as property } from '../support/property.ts';
import { describe, expect, test } from 'vitest';
import { parseDuration } from '../../src/duration.ts';

describe('parseDuration', () => {
  test.each([
    ['500ms', 500],
    ['90s', 90_000],
    ['10m', 600_000],
    ['2h', 7_200_000],
    ['30d', 2_592_000_000],
  ])('reads %s', (text, ms) => {
    expect(parseDuration(text)).toBe(ms);
  });

  test.each([
    '',
    '10',
    's',
    '0s',
    '-1s',
    '1.5h',
    '10 m',
    '10M',
    '1w',
    '1h30m',
    ' 1s',
    '1s\n',
    '9999999999999d',
  ])('refuses %j', (text) => {
    expect(parseDuration(text)).toBeUndefined();
  });

  property.prop([fc.integer({ min: 1, max: 1e6 })])('each unit is a multiple of the one before', (count) => {
    expect(parseDuration(`${count}s`)).toBe(count * 1000);
    expect(parseDuration(`${count}h`)).toBe(parseDuration(`${count * 60}m`));
    expect(parseDuration(`${count}d`)).toBe(parseDuration(`${count * 24}h`));
  });
});
