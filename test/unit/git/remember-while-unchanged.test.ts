import { expect, test } from 'vitest';
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
