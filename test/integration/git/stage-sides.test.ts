import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runGit } from '../../../src/git/git.ts';
import { type StagedPath, stageSides } from '../../../src/git/landing/stage-sides.ts';
import { readEntryDetails } from '../../support/landing-scene.ts';
import { makeFolder, makeRepository, type TestRepository, useRepository } from '../../support/repository.ts';

async function stage(repository: TestRepository, staged: readonly StagedPath[]): Promise<void> {
  const folder = join(repository.path, '.git/planex-test');
  mkdirSync(folder);
  const oidLength = repository.git('rev-parse', 'HEAD').length;
  const place = {
    workTree: repository.path,
    indexFile: join(repository.path, '.git/index'),
    folder,
    oidLength,
  };
  await stageSides(place, staged, runGit);
}

function entryAt(repository: TestRepository, name: string) {
  const [mode = '', , oid = ''] = repository
    .git('ls-tree', name.split(':')[0] ?? '', name.split(':')[1] ?? '')
    .split(/[ \t]/);
  return { mode, oid };
}

test('entries are set, taken out and left out of a sparse checkout, and no others are touched', async () => {
  const repository = makeRepository();
  repository.commit({
    'kept.txt': 'k\n',
    'left.txt': 'l\n',
    'gone.txt': 'g\n',
    'hidden/a.txt': 'a\n',
    'hidden/b.txt': 'b\n',
  });
  repository.git('update-index', '--skip-worktree', 'hidden/a.txt', 'hidden/b.txt', 'left.txt');
  const before = readEntryDetails(repository, ['kept.txt', 'gone.txt', 'hidden/a.txt', 'hidden/b.txt']);
  const other = entryAt(repository, 'HEAD:left.txt');

  await stage(repository, [
    { path: 'kept.txt', entry: other, skipWorktree: false },
    { path: 'gone.txt', entry: null, skipWorktree: true },
    { path: 'hidden/a.txt', entry: other, skipWorktree: true },
    { path: 'hidden/b.txt', entry: other, skipWorktree: true },
    { path: 'new.txt', entry: other, skipWorktree: false },
  ]);

  const { oid } = other;
  expect(repository.git('ls-files', '-s', '-t').split('\n')).toEqual([
    `H 100644 ${repository.git('rev-parse', 'HEAD:README.md')} 0\tREADME.md`,
    `S 100644 ${oid} 0\thidden/a.txt`,
    `S 100644 ${oid} 0\thidden/b.txt`,
    `H 100644 ${oid} 0\tkept.txt`,
    `S 100644 ${oid} 0\tleft.txt`,
    `H 100644 ${oid} 0\tnew.txt`,
  ]);
  expect(readEntryDetails(repository, ['kept.txt', 'hidden/a.txt', 'hidden/b.txt', 'new.txt'])).toEqual(
    before,
  );
});

test('a file takes the place of a folder, and a folder that of a file, in whatever order they are told', async () => {
  const repository = makeRepository();
  repository.commit({ 'one/in.txt': 'i\n', two: 't\n' });
  const entry = entryAt(repository, 'HEAD:two');

  await stage(repository, [
    { path: 'one', entry, skipWorktree: false },
    { path: 'two/in.txt', entry, skipWorktree: false },
    { path: 'one/in.txt', entry: null, skipWorktree: false },
    { path: 'two', entry: null, skipWorktree: false },
  ]);

  expect(repository.git('ls-files').split('\n')).toEqual(['README.md', 'one', 'two/in.txt']);
});

test('a path that already is as its file is not taken for changed afterwards', async () => {
  const repository = makeRepository();
  repository.commit({ 'a.txt': 'a\n' });
  const entry = entryAt(repository, 'HEAD:a.txt');

  await stage(repository, [{ path: 'a.txt', entry, skipWorktree: false }]);

  expect(repository.git('diff-files')).toBe('');
});

test('the only change may be a removal, of either kind of object names', async () => {
  const repository = useRepository(makeFolder());
  repository.git('init', '--quiet', '--object-format=sha256');
  repository.commit({ 'a.txt': 'a\n', 'b.txt': 'b\n' });

  await stage(repository, [{ path: 'a.txt', entry: null, skipWorktree: false }]);

  expect(repository.git('ls-files')).toBe('b.txt');
});

test('without paths the index is not touched', async () => {
  const repository = makeRepository();
  const before = readEntryDetails(repository, []);

  await stage(repository, []);

  expect(readEntryDetails(repository, [])).toEqual(before);
});
