import { execFileSync } from 'node:child_process';
import { lstatSync, mkdirSync, readlinkSync, rmSync, symlinkSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeLandingScene, photograph, readStatus } from '../../support/landing-scene.ts';
import { makeFolder, useRepository } from '../../support/repository.ts';

/** Two links, of which the commit turns one and takes the other away. */
function makeLinks() {
  const scene = makeLandingScene({ 'a.txt': 'a\n' });
  const { repository } = scene;
  const link = (top: string, target: string, name: string): void => {
    rmSync(join(top, name), { recursive: true, force: true });
    symlinkSync(target, join(top, name));
  };
  link(repository.path, 'a.txt', 'turned');
  link(repository.path, 'nowhere', 'leaves');
  repository.git('add', '--all');
  repository.git('commit', '--quiet', '-m', 'test: two links');
  const commit = scene.makeCommit((copy) => {
    link(copy.path, 'b.txt', 'turned');
    unlinkSync(join(copy.path, 'leaves'));
  });
  return { ...scene, commit, link };
}

test('links are turned and taken away', async () => {
  const { repository, land, commit } = makeLinks();

  expect((await land(commit)).kind).toBe('landed');

  expect(readlinkSync(join(repository.path, 'turned'))).toBe('b.txt');
  expect(lstatSync(join(repository.path, 'leaves'), { throwIfNoEntry: false })).toBeUndefined();
  expect(readStatus(repository)).toBe('');
});

test.each(['turned', 'leaves'])(
  'a link that the user gave another target is in the way: %s',
  async (name) => {
    const { repository, land, commit, link } = makeLinks();
    link(repository.path, 'mine.txt', name);
    const before = photograph(repository);

    expect(await land(commit)).toEqual({ kind: 'dirty-paths', paths: [name] });
    expect(photograph(repository)).toEqual(before);
  },
);

test.each(['turned', 'leaves'])('a folder in place of a link is in the way: %s', async (name) => {
  const { repository, land, commit } = makeLinks();
  unlinkSync(join(repository.path, name));
  mkdirSync(join(repository.path, name));
  const before = photograph(repository);

  expect(await land(commit)).toEqual({ kind: 'dirty-paths', paths: [name] });
  expect(photograph(repository)).toEqual(before);
});

test('where links are kept as files they land as files', async () => {
  const { repository, land, commit } = makeLinks();
  repository.git('config', 'core.symlinks', 'false');
  for (const name of ['turned', 'leaves']) unlinkSync(join(repository.path, name));
  repository.git('checkout', '--quiet', '--', 'turned', 'leaves');
  expect(repository.read('turned')).toBe('a.txt');

  expect((await land(commit)).kind).toBe('landed');

  expect(repository.read('turned')).toBe('b.txt');
  expect(readStatus(repository)).toBe('');
});

test('a path that is no UTF-8 is refused, and nothing moves', async () => {
  const scene = makeLandingScene({ 'a.txt': 'a\n' });
  const { repository, land } = scene;
  const commit = scene.makeCommit((copy) => copy.write('a.txt', 'A\n'));
  const blob = repository.git('rev-parse', `${commit}:a.txt`);
  const entry = Buffer.concat([
    Buffer.from(`100644 blob ${blob}\tcaf`),
    Buffer.from([0xe9]),
    Buffer.from('.txt\0'),
  ]);
  const tree = execFileSync('git', ['mktree', '-z'], { cwd: repository.path, input: entry })
    .toString()
    .trim();
  const strange = repository.git('commit-tree', tree, '-p', 'HEAD', '-m', 'feat: the work of a run');
  const before = photograph(repository);

  expect(await land(strange)).toEqual({
    kind: 'refused',
    output: 'a path of the commit is not UTF-8: caf\ufffd.txt',
  });
  expect(photograph(repository)).toEqual(before);
  expect((await land(commit)).kind).toBe('landed');
});

test('a work tree that is gone leaves the branch to the main one, also with a separate git folder', async () => {
  const folder = makeFolder();
  const origin = makeLandingScene({ 'a.txt': 'a\n' }).repository.path;
  useRepository(folder).git('clone', '--quiet', origin, 'clone', '--separate-git-dir', 'elsewhere.git');
  const clone = useRepository(join(folder, 'clone'));
  const scene = makeLandingScene({}, clone);
  const commit = scene.makeCommit((copy) => copy.write('a.txt', 'A\n'));
  const second = join(folder, 'second');
  clone.git('worktree', 'add', '--quiet', '--force', second, 'main');
  expect(await scene.land(commit)).toEqual({
    kind: 'wrong-branch',
    message: 'main is checked out in 2 work trees',
  });
  rmSync(second, { recursive: true });

  expect((await scene.land(commit)).kind).toBe('landed');

  expect(clone.read('a.txt')).toBe('A\n');
  expect(clone.git('status', '--porcelain')).toBe('');
});
