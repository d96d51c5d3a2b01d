import { existsSync, mkdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { copyIndex, markIndex } from '../../../src/git/landing/index-copy.ts';
import { makeFolder } from '../../support/repository.ts';

const THEN = new Date('2020-01-01T00:00:00Z');

function writeAt(file: string, text: string): void {
  writeFileSync(file, text);
  utimesSync(file, THEN, THEN);
}

test('two states of an index that differ in their checksum alone have two marks', () => {
  const file = join(makeFolder(), 'index');
  const content = 'x'.repeat(100);
  writeAt(file, `${content}${'1'.repeat(20)}`);
  const before = markIndex(file);
  expect(markIndex(file)).toBe(before);

  writeAt(file, `${content}${'2'.repeat(20)}`);

  expect(markIndex(file)).not.toBe(before);
});

test('an index that is shorter than a checksum has a mark, and so has none at all', () => {
  const file = join(makeFolder(), 'index');
  expect(markIndex(file)).toBe('absent');
  writeAt(file, 'a');
  const before = markIndex(file);
  writeAt(file, 'b');
  expect(markIndex(file)).not.toBe(before);
});

test('an index that cannot be read is no absent one', () => {
  const folder = join(makeFolder(), 'index');
  mkdirSync(folder);
  expect(() => markIndex(folder)).toThrow('EISDIR');
});

test('a copy has the bytes of the index and is a little older, and an index that is absent gives none', () => {
  const folder = makeFolder();
  const [file, copy] = [join(folder, 'index'), join(folder, 'copy')];
  writeAt(file, 'entries');

  copyIndex(file, copy);

  expect(readFileSync(copy, 'utf8')).toBe('entries');
  const olderMs = THEN.getTime() - statSync(copy).mtimeMs;
  expect(olderMs > 0 && olderMs < 1_000, `${olderMs} ms`).toBe(true);
  copyIndex(join(folder, 'absent'), copy);
  expect(existsSync(copy)).toBe(false);
});
