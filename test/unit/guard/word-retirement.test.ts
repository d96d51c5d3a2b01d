import { expect, test } from 'vitest';
import { wordRetirement } from '../../../src/guard/word-retirement.ts';

test.each([
  ['the gate stays shut', '`the gate stays shut`'],
  ['run `npm test`', '`` run `npm test` ``'],
  ['``two`` and `one`', '``` ``two`` and `one` ```'],
])('the sentinel %s is quoted so that its backticks are kept', (sentinel, quoted) => {
  expect(wordRetirement(sentinel)).toBe(`Retire the sentinel ${quoted}.`);
});
