import { utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { makeRestReader } from '../../../src/compose/read-rest.ts';
import { makeFolder } from '../../support/repository.ts';

const HOUR_MS = 3_600_000;

it('a file whose time lies ahead has rested since it was written last', () => {
  const file = join(makeFolder(), 'tea.md');
  const setTime = (inMs: number): void => {
    const time = new Date(Date.now() + inMs);
    utimesSync(file, time, time);
  };
  writeFileSync(file, 'tea');
  setTime(2 * HOUR_MS);
  const readRest = makeRestReader();
  vi.useFakeTimers({ toFake: ['performance'] });
  onTestFinished(() => void vi.useRealTimers());
  expect(readRest(file)).toBe(0);
  vi.advanceTimersByTime(5_000);
  expect(readRest(file)).toBe(5_000);
  writeFileSync(file, 'ink');
  setTime(2 * HOUR_MS);
  expect(readRest(file)).toBe(0);
  setTime(-2 * HOUR_MS);
  expect(readRest(file)).toBeGreaterThan(HOUR_MS);
  expect(readRest(`${file}.gone`)).toBeUndefined();
});
