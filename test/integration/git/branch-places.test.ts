import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  findOperation,
  findRebaseOf,
  isHeadOn,
  isHeadUnborn,
  isOnlyCheckedOutAt,
  listCheckouts,
  listGitDirs,
} from '../../../src/git/landing/branch-places.ts';
import { makeFolder, makeRepository, type TestRepository } from '../../support/repository.ts';

function placesOf({ path }: TestRepository) {
  const gitDir = join(path, '.git');
  return { workTree: path, gitDir, commonDir: gitDir };
}

/** Adds a linked work tree on a new branch, and returns its top and its git folder. */
function addWorkTree(repository: TestRepository, branch: string): { top: string; gitDir: string } {
  const top = join(makeFolder(), branch);
  repository.git('worktree', 'add', '--quiet', '-b', branch, top);
  return { top, gitDir: join(repository.path, '.git/worktrees', branch) };
}

test('git folders are listed with the main one first, and with none beside it where there are none', () => {
  const repository = makeRepository();
  const { commonDir } = placesOf(repository);
  expect(listGitDirs(commonDir)).toEqual([commonDir]);
  const { gitDir } = addWorkTree(repository, 'side');
  expect(listGitDirs(commonDir)).toEqual([commonDir, gitDir]);
});

test('a branch is found where it is checked out, and nowhere else', async () => {
  const repository = makeRepository();
  const side = addWorkTree(repository, 'side');
  repository.git('branch', 'other');
  expect(await listCheckouts(repository.path, 'main')).toEqual([repository.path]);
  expect(await listCheckouts(repository.path, 'side')).toEqual([side.top]);
  expect(await listCheckouts(repository.path, 'other')).toEqual([]);
  const { commonDir } = placesOf(repository);
  const branch = { commonDir, ref: 'refs/heads/side' };
  expect(isOnlyCheckedOutAt(side.gitDir, branch)).toBe(true);
  expect(isOnlyCheckedOutAt(commonDir, branch)).toBe(false);
  writeFileSync(join(commonDir, 'HEAD'), 'ref: refs/heads/side\n');
  expect(isOnlyCheckedOutAt(side.gitDir, branch)).toBe(false);
  expect(isHeadOn(commonDir, 'refs/heads/side')).toBe(true);
  expect(isHeadOn(commonDir, 'refs/heads/sid')).toBe(false);
});

test.each(['rebase-merge', 'rebase-apply'])('%s has one branch in its hands, in any work tree', (folder) => {
  const repository = makeRepository();
  const { commonDir } = placesOf(repository);
  for (const gitDir of [commonDir, addWorkTree(repository, 'side').gitDir]) {
    const name = gitDir === commonDir ? 'mine' : 'theirs';
    expect(findRebaseOf(commonDir, name)).toBeUndefined();
    mkdirSync(join(gitDir, folder));
    writeFileSync(join(gitDir, folder, 'head-name'), `refs/heads/${name}\n`);
    expect(findRebaseOf(commonDir, name)).toBe('rebase');
  }
  expect(findRebaseOf(commonDir, 'main')).toBeUndefined();
});

test.each([
  ['MERGE_HEAD', 'merge'],
  ['CHERRY_PICK_HEAD', 'cherry-pick'],
  ['REVERT_HEAD', 'revert'],
  ['rebase-merge', 'rebase'],
  ['rebase-apply', 'rebase'],
])('%s tells of a %s', (file, operation) => {
  const { gitDir } = placesOf(makeRepository());
  expect(findOperation(gitDir)).toBeUndefined();
  writeFileSync(join(gitDir, file), '');
  expect(findOperation(gitDir)).toBe(operation);
});

test('HEAD is unborn on a branch that has no commit, and not where its file is damaged or it is detached', async () => {
  const repository = makeRepository();
  const place = placesOf(repository);
  expect(await isHeadUnborn(place)).toBe(false);
  repository.git('pack-refs', '--all');
  expect(await isHeadUnborn(place)).toBe(false);
  repository.git('symbolic-ref', 'HEAD', 'refs/heads/new');
  expect(await isHeadUnborn(place)).toBe(true);
  writeFileSync(join(place.commonDir, 'refs/heads/new'), 'damaged');
  expect(await isHeadUnborn(place)).toBe(false);
  repository.git('update-ref', '--no-deref', 'HEAD', 'main');
  expect(await isHeadUnborn(place)).toBe(false);
});
