import { expect, test, vi } from 'vitest';
import { readPorcelain } from '../../../src/git/porcelain.ts';
import { makeRepository } from '../../support/repository.ts';

test('nothing is waited for after a git that has nothing to say', async () => {
  const { path } = makeRepository();
  expect(await readPorcelain(path, ['status', '--porcelain', '--branch'])).not.toBe('');
  const timers = vi.spyOn(globalThis, 'setTimeout');
  try {
    expect(await readPorcelain(path, ['status', '--porcelain'])).toBe('');
    // What remains is the time-out of the command, and what it is given when it has ended and its outputs stay open.
    const delays = timers.mock.calls.map(([, delayMs]) => delayMs ?? 0);
    expect(delays.filter((delayMs) => delayMs < 500)).toEqual([]);
  } finally {
    timers.mockRestore();
  }
});
