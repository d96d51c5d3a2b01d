import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { land } from '../../../src/git/landing/landing.ts';
import { makeLandingScene, photograph, readStatus, RUN } from '../../support/landing-scene.ts';
import { makeFolder, useRepository } from '../../support/repository.ts';

function makeScene() {
  const scene = makeLandingScene({ 'a.txt': 'a\n', 'b.txt': 'b\n' });
  const commit = scene.makeCommit((copy) => copy.write('a.txt', 'A\n'));
  return { ...scene, commit };
}

test('a branch that nobody has checked out moves alone', async () => {
  const { repository, land, commit } = makeScene();
  const previous = repository.git('rev-parse', 'main');
  repository.git('switch', '--quiet', '--create', 'other');
  repository.write('a.txt', 'mine\n');

  expect(await land(commit)).toEqual({ kind: 'landed', commit, previous });

  expect(repository.git('rev-parse', 'main')).toBe(commit);
  expect(repository.git('rev-parse', 'other')).toBe(previous);
  expect(repository.read('a.txt')).toBe('mine\n');
  expect(repository.git('reflog', '-1', '--format=%gs', 'main')).toBe(`planex: land ${RUN}`);
  expect(await land(commit)).toEqual({ kind: 'landed', commit, previous: commit });
});

test('a branch that a linked work tree has checked out moves there', async () => {
  const { repository, land, commit } = makeScene();
  repository.git('switch', '--quiet', '--create', 'other');
  const linked = useRepository(join(makeFolder(), 'linked tree'));
  repository.git('worktree', 'add', '--quiet', linked.path, 'main');
  linked.write('b.txt', 'mine\n');
  linked.git('add', 'b.txt');
  const before = photograph(repository, ['refs are not compared']);

  expect((await land(commit)).kind).toBe('landed');

  expect(linked.read('a.txt')).toBe('A\n');
  expect(linked.git('status', '--porcelain')).toBe('M  b.txt');
  expect(linked.git('reflog', '-1', '--format=%gs', 'HEAD')).toBe(`planex: land ${RUN}`);
  expect(photograph(repository, ['refs are not compared'])).toEqual(before);
});

test('landing from a linked work tree reaches the home one', async () => {
  const { repository, land, commit } = makeScene();
  const linked = join(makeFolder(), 'linked');
  repository.git('worktree', 'add', '--quiet', '--detach', linked);

  expect((await land(commit, { home: linked })).kind).toBe('landed');
  expect(repository.read('a.txt')).toBe('A\n');
  expect(readStatus(repository)).toBe('');
});

describe('nothing moves', () => {
  test('when the branch is checked out twice', async () => {
    const { repository, land, commit } = makeScene();
    repository.git('worktree', 'add', '--quiet', '--force', join(makeFolder(), 'second'), 'main');
    const before = photograph(repository);

    expect(await land(commit)).toEqual({
      kind: 'wrong-branch',
      message: 'main is checked out in 2 work trees',
    });
    expect(photograph(repository)).toEqual(before);
  });

  test('when the branch is checked out in a locked work tree that is not there', async () => {
    const { repository, land, commit } = makeScene();
    repository.git('switch', '--quiet', '--create', 'other');
    const linked = join(makeFolder(), 'linked');
    repository.git('worktree', 'add', '--quiet', linked, 'main');
    repository.git('worktree', 'lock', linked);
    rmSync(linked, { recursive: true });
    const before = photograph(repository);

    expect(await land(commit)).toEqual({
      kind: 'wrong-branch',
      message: `main is checked out in ${linked}, which is not there`,
    });
    expect(photograph(repository)).toEqual(before);
  });

  test('when the branch does not exist', async () => {
    const { land, commit } = makeScene();
    expect(await land(commit, { target: 'missing' })).toEqual({
      kind: 'wrong-branch',
      message: 'the branch missing does not exist',
    });
  });

  test('when the branch is only another name for one', async () => {
    const { repository, land, commit } = makeScene();
    repository.git('symbolic-ref', 'refs/heads/alias', 'refs/heads/main');
    const before = photograph(repository);
    expect(await land(commit, { target: 'alias' })).toEqual({
      kind: 'wrong-branch',
      message: 'alias is only another name for main (a symbolic branch)',
    });
    expect(photograph(repository)).toEqual(before);
  });

  test('when the commit does not exist', async () => {
    const { land } = makeScene();
    expect((await land('1'.repeat(40))).kind).toBe('refused');
  });

  test.each(['merge', 'cherry-pick', 'revert', 'rebase'])('during a %s', async (operation) => {
    const { repository, land, commit } = makeScene();
    repository.git('switch', '--quiet', '--create', 'theirs');
    const theirs = repository.commit({ 'b.txt': 'theirs\n' });
    repository.git('switch', '--quiet', 'main');
    // An operation that stops on a conflict leaves with an error status.
    expect(() => {
      if (operation === 'rebase') {
        repository.git('rebase', '--exec', 'false', '--force-rebase', 'HEAD~1');
      } else if (operation === 'revert') {
        repository.git('revert', '--no-commit', 'HEAD');
        throw new Error('stopped by --no-commit');
      } else {
        repository.write('b.txt', 'ours\n');
        repository.git('commit', '--quiet', '-am', 'test: ours');
        repository.git(operation, theirs);
      }
    }).toThrow();
    const tip = repository.git('rev-parse', 'main');
    const finished = repository.git(
      'commit-tree',
      `${commit}^{tree}`,
      '-p',
      tip,
      '-m',
      'feat: the work of a run',
    );
    const before = photograph(repository);

    const outcome = await land(finished);

    expect(outcome).toEqual({ kind: 'operation-in-progress', operation });
    expect(photograph(repository)).toEqual(before);
    expect(repository.git('rev-parse', 'main')).toBe(tip);
  });
});

test('a branch that a rebase by patches has in its hands does not move', async () => {
  const { repository, land } = makeScene();
  repository.git('switch', '--quiet', '--create', 'theirs');
  repository.commit({ 'b.txt': 'theirs\n' });
  repository.git('switch', '--quiet', 'main');
  const tip = repository.commit({ 'b.txt': 'ours\n' });
  expect(() => repository.git('rebase', '--quiet', '--apply', 'theirs')).toThrow();
  const finished = repository.git('commit-tree', `${tip}^{tree}`, '-p', tip, '-m', 'feat: the work of a run');
  const before = photograph(repository);

  expect(await land(finished)).toEqual({ kind: 'operation-in-progress', operation: 'rebase' });

  expect(photograph(repository)).toEqual(before);
});

test('where a work tree is given another git folder, that one is landed in', async () => {
  const { repository, makeCommit, commit } = makeScene();
  const [first, second] = [join(makeFolder(), 'first.git'), join(makeFolder(), 'second.git')];
  repository.git('init', '--quiet', '--separate-git-dir', first);
  const records = makeFolder();
  mkdirSync(join(records, 'landings'));
  const request = { home: repository.path, records, runId: RUN, target: 'main', message: 'planex: land' };
  expect(await land({ ...request, commit })).toMatchObject({ kind: 'landed' });
  const next = makeCommit((copy) => copy.write('b.txt', 'B\n'));
  cpSync(first, second, { recursive: true, preserveTimestamps: true });
  writeFileSync(join(repository.path, '.git'), `gitdir: ${second}\n`);

  expect(await land({ ...request, commit: next })).toMatchObject({ kind: 'landed' });

  expect(repository.git('--git-dir', first, 'rev-parse', 'main')).toBe(commit);
  expect(repository.git('--git-dir', second, 'rev-parse', 'main')).toBe(next);
  expect(readStatus(repository)).toBe('');
});

test('a work tree whose folder is gone does not count', async () => {
  const { repository, land, commit } = makeScene();
  repository.git('switch', '--quiet', '--create', 'other');
  const folder = join(makeFolder(), 'gone');
  repository.git('worktree', 'add', '--quiet', folder, 'main');
  rmSync(folder, { recursive: true });

  expect((await land(commit)).kind).toBe('landed');
  expect(repository.git('rev-parse', 'main')).toBe(commit);
});
