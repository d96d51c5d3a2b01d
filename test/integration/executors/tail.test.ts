import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readTail } from '../../../src/executors/tail.ts';
import { makeFolder } from '../../support/repository.ts';

const cases: [string, string | Uint8Array, number, string][] = [
  ['a short file is whole', 'one\ntwo\n', 100, 'one\ntwo\n'],
  ['a file of exactly that size is whole', 'one\ntwo\n', 8, 'one\ntwo\n'],
  ['a longer one begins at a line', 'one\ntwo\nthree\n', 9, 'three\n'],
  ['one long line begins at a character', 'ééééé', 5, 'éé'],
  ['one long line that ends', 'abcdefgh\n', 4, 'fgh\n'],
  ['an empty file', '', 10, ''],
  ['bytes that are not UTF-8', Uint8Array.of(0x61, 0xff, 0x62), 10, 'a\uFFFDb'],
  ['only continuation bytes', new Uint8Array(20).fill(0x80), 2, '\uFFFD\uFFFD'],
];

test.each(cases)('%s', async (_, content, maxBytes, expected) => {
  const path = join(makeFolder(), 'output');
  writeFileSync(path, content);
  expect(await readTail(path, maxBytes)).toBe(expected);
});

test('a missing file has no tail', async () => {
  expect(await readTail(join(makeFolder(), 'output'), 10)).toBe('');
});
