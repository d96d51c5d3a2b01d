import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { LIST_ACCESS, listAccessed, nameFew, showsAccessList } from '../../../src/git/access-lists.ts';
import { makeFolder } from '../../support/repository.ts';

const LIMIT = 30_000;

test('of files all folders above are asked about, each once, and the top', () => {
  expect(listAccessed(['a', 'x/y/b', 'x/c']).toSorted()).toEqual(['.', 'a', 'x', 'x/c', 'x/y', 'x/y/b']);
  expect(listAccessed([])).toEqual(['.']);
});

test('few paths are arguments, many are not', () => {
  const path = 'ä'.repeat((LIMIT - 2) / 2 - 1);
  expect(nameFew([path, 'x'])).toEqual([path, 'x']);
  expect(nameFew([path, 'xyz'])).toEqual([]);
});

test('a list is told by the character after the mode', () => {
  const plain = '-rw-r--r-- 1 0 0 0 Jan  1 00:00 a+b';
  const listed = '-rw-r--r--+ 1 0 0 0 Jan  1 00:00 a';
  expect(showsAccessList(plain)).toBe(false);
  expect(showsAccessList(`${plain}\n${listed}\n`)).toBe(true);
  // As where security labels are told by a dot.
  expect(showsAccessList(plain.replace('-- ', '--. '))).toBe(false);
  expect(showsAccessList('')).toBe(true);
});

test('arguments and a list in a file are asked about alike', () => {
  const folder = makeFolder();
  const names = ['a', 'with space', 'with\nline end', '-d'];
  for (const name of names) writeFileSync(join(folder, name), '');
  writeFileSync(join(folder, 'accessed'), [...names, 'none', ''].join('\0'));
  const list = (...args: string[]): string =>
    execFileSync('sh', ['-c', `folder=$1; shift; ${LIST_ACCESS} || :`, 'sh', folder, ...args], {
      cwd: folder,
      encoding: 'utf8',
    });
  const lines = list(...names, 'none');
  expect(lines.match(/^-r/gm)).toHaveLength(names.length);
  expect(list()).toBe(lines);
  expect(showsAccessList(lines)).toBe(false);
});
