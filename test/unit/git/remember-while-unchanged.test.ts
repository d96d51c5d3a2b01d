import { expect, onTestFinished, test, vi } from 'vitest';
import { rememberWhileUnchanged } from '../../../src/git/remember-while-unchanged.ts';

test('reads again when the signature changes, and always without one', async () => {
  let signature: string | undefined = 'first';
  let readings = 0;
  const read = rememberWhileUnchanged(
    () => signature,
    async () => (readings += 1),
  );
  expect([await read(), await read()]).toEqual([1, 1]);
  signature = 'second';
  expect([await read(), await read()]).toEqual([2, 2]);
  signature = undefined;
  expect([await read(), await read()]).toEqual([3, 4]);
  signature = 'second';
  expect([await read(), await read()]).toEqual([5, 5]);
});

test('a change during the reading is seen the next time', async () => {
  let signature = 'before';
  let answer = 'old';
  const read = rememberWhileUnchanged(
    () => signature,
    async () => {
      const found = answer;
      [signature, answer] = ['after', 'new'];
      return found;
    },
  );
  expect([await read(), await read()]).toEqual(['old', 'new']);
});

test('a reading that fails is not remembered', async () => {
  let fails = true;
  const read = rememberWhileUnchanged(
    () => 'same',
    async () => {
      if (fails) throw new Error('git could not tell');
      return 'an answer';
    },
  );
  await expect(read()).rejects.toThrow('git could not tell');
  fails = false;
  expect(await read()).toBe('an answer');
});

test('what only grew older since it was read is the same', async () => {
  let nowMs = 10_000;
  onTestFinished(() => void vi.useRealTimers());
  vi.useFakeTimers({ now: nowMs, toFake: ['Date'] });
  let readings = 0;
  const read = rememberWhileUnchanged(
    // As of a file: when it is young, its content counts as well.
    (asOfMs) => (asOfMs < 12_000 ? 'the file and its content' : 'the file'),
    async () => (readings += 1),
  );
  expect(await read()).toBe(1);
  nowMs += 60_000;
  vi.setSystemTime(nowMs);
  expect(await read()).toBe(1);
});
