import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { writeSmallIndex } from '../../../src/git/small-index.ts';
import { makeFolder } from '../../support/repository.ts';

test.each([
  ['sha1', 40],
  ['sha256', 64],
])('git reads what is written, with names of %s', (format, length) => {
  const folder = makeFolder();
  const file = join(folder, 'index-of-files');
  const env = { ...process.env, GIT_INDEX_FILE: file };
  const git = (...args: string[]): string =>
    execFileSync('git', args, { cwd: folder, encoding: 'utf8', env });
  git('init', '--quiet', `--object-format=${format}`);
  // Between `a` and `a/b` in the order of bytes; with every rest of the length by eight; longer than the length is told.
  const paths = ['a/b', 'a-b', 'a', 'ä', ...'12345678'.split('').map((_, at) => 'x'.repeat(at + 1))];
  const long = Array.from({ length: 30 }, () => 'long'.repeat(40)).join('/');
  const entries = [...paths.filter((path) => path !== 'a'), long].map(
    (path, at) =>
      [path, { mode: at % 2 === 0 ? '100644' : '100755', oid: `${at % 10}`.repeat(length) }] as const,
  );

  writeSmallIndex(file, new Map(entries));

  const listed = git('ls-files', '-s', '-z').split('\0').slice(0, -1);
  expect(listed.toSorted()).toEqual(
    entries.map(([path, { mode, oid }]) => `${mode} ${oid} 0\t${path}`).toSorted(),
  );
  expect(listed).toEqual(listed.toSorted((one, other) => Buffer.compare(nameOf(one), nameOf(other))));
  const { stderr } = spawnSync('git', ['fsck', '--cache'], { cwd: folder, env, encoding: 'utf8' });
  expect(stderr).not.toMatch(/signature|corrupt/);
});

function nameOf(line: string): Buffer {
  return Buffer.from(line.slice(line.indexOf('\t') + 1));
}
