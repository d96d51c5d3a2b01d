import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readIndexEntries } from '../../../src/git/landing/index-entries.ts';
import { makeRepository, type TestRepository } from '../../support/repository.ts';

const SHA1_BYTES = 20;
/** Together longer than any argument list may be. */
const MANY = Array.from({ length: 2_000 }, (_, number) => `${'not-there/'.repeat(8)}${number}`);

/** An index of a kind that only git reads. */
function makeGitsOwn(): TestRepository {
  const repository = makeRepository();
  repository.commit({ 'a/one.txt': '1\n', 'a/deep/two.txt': '2\n', 'a.txt': '3\n', 'ab/three.txt': '4\n' });
  repository.git('update-index', '--index-version', '4', '--skip-worktree', 'a/one.txt');
  return repository;
}

async function read({ path }: TestRepository, paths: readonly string[]) {
  const entries = await readIndexEntries(path, join(path, '.git/index'), paths, SHA1_BYTES);
  return Object.fromEntries(entries);
}

test.each([
  ['few paths', []],
  ['more paths than one argument list holds', MANY],
])('git is asked for what is at and below %s', async (_, others) => {
  const repository = makeGitsOwn();
  const entryOf = (path: string, skipWorktree: boolean) => ({
    mode: '100644',
    oid: repository.git('rev-parse', `HEAD:${path}`),
    stage: 0,
    skipWorktree,
  });

  expect(await read(repository, ['a', 'README.md', 'gone', ...others])).toEqual({
    'README.md': entryOf('README.md', false),
    'a/deep/two.txt': entryOf('a/deep/two.txt', false),
    'a/one.txt': entryOf('a/one.txt', true),
  });
});

test('of no paths there are no entries, whatever the index has', async () => {
  expect(await read(makeGitsOwn(), [])).toEqual({});
});

test('of a path with the sides of a merge the last is told', async () => {
  const repository = makeGitsOwn();
  execFileSync('git', ['update-index', '--index-info'], {
    cwd: repository.path,
    input: ['1', '2', '3'].map((side) => `100644 ${side.repeat(40)} ${side}\tmerged.txt\n`).join(''),
  });

  expect(await read(repository, ['merged.txt'])).toEqual({
    'merged.txt': { mode: '100644', oid: '3'.repeat(40), stage: 3, skipWorktree: false },
  });
});
