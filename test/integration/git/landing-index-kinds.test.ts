import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, renameSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeLandingScene, readEntryDetails, readStatus, removeFiles } from '../../support/landing-scene.ts';
import { makeFolder, makeRepository, useRepository } from '../../support/repository.ts';

test('a sparse checkout stays sparse, inside and outside of what it shows', async () => {
  const scene = makeLandingScene({ 'seen/a.txt': 'a\n', 'hidden/b.txt': 'b\n', 'hidden/c.txt': 'c\n' });
  const { repository } = scene;
  const commit = scene.makeCommit((copy) => {
    copy.write('seen/a.txt', 'A\n');
    copy.write('hidden/b.txt', 'B\n');
    copy.write('hidden/new.txt', 'new\n');
    removeFiles(copy, 'hidden/c.txt');
  });
  repository.git('sparse-checkout', 'set', 'seen');

  expect((await scene.land(commit)).kind).toBe('landed');

  expect(repository.read('seen/a.txt')).toBe('A\n');
  expect(existsSync(join(repository.path, 'hidden'))).toBe(false);
  expect(readStatus(repository)).toBe('');
  expect(repository.git('ls-files', '-t', 'hidden')).toBe('S hidden/b.txt\nS hidden/new.txt');
});

test('a sparse index works', async () => {
  const scene = makeLandingScene({ 'seen/a.txt': 'a\n', 'hidden/deep/b.txt': 'b\n' });
  const { repository } = scene;
  const commit = scene.makeCommit((copy) => {
    copy.write('seen/a.txt', 'A\n');
    copy.write('hidden/deep/b.txt', 'B\n');
  });
  repository.git('sparse-checkout', 'set', '--cone', '--sparse-index', 'seen');

  expect((await scene.land(commit)).kind).toBe('landed');
  expect(readStatus(repository)).toBe('');
  expect(existsSync(join(repository.path, 'hidden'))).toBe(false);
});

test.each([
  ['a split index', [['update-index', '--split-index']]],
  ['an index of version 4', [['update-index', '--index-version', '4']]],
  ['an untracked cache', [['update-index', '--untracked-cache']]],
] as const)('%s works and keeps other entries', async (_, commands) => {
  const many = Object.fromEntries(Array.from({ length: 60 }, (__, n) => [`many/${n}.txt`, `${n}\n`]));
  const scene = makeLandingScene({ 'a.txt': 'a\n', ...many });
  const { repository } = scene;
  const commit = scene.makeCommit((copy) => copy.write('a.txt', 'A\n'));
  for (const command of commands) repository.git(...command);
  repository.write('many/1.txt', 'mine\n');
  repository.git('add', 'many/1.txt');
  const details = readEntryDetails(repository, ['a.txt']);

  expect((await scene.land(commit)).kind).toBe('landed');

  expect(readEntryDetails(repository, ['a.txt'])).toEqual(details);
  expect(repository.git('status', '--porcelain')).toBe('M  many/1.txt');
});

test('a repository with SHA-256 works', async () => {
  const repository = useRepository(makeFolder());
  repository.git('init', '--quiet', '--object-format=sha256');
  const scene = makeLandingScene({ 'a.txt': 'a\n' }, repository);
  const commit = scene.makeCommit((copy) => copy.write('a.txt', 'A\n'));

  expect(commit).toHaveLength(64);
  expect((await scene.land(commit)).kind).toBe('landed');
  expect(readStatus(repository)).toBe('');
});

test('line ends and filters are applied, and are no changes of the user', async () => {
  const repository = makeRepository();
  repository.git('config', 'core.autocrlf', 'true');
  repository.git('config', 'filter.shout.clean', 'tr A-Z a-z');
  repository.git('config', 'filter.shout.smudge', 'tr a-z A-Z');
  const scene = makeLandingScene(
    { '.gitattributes': '*.loud filter=shout\n', 'a.txt': 'a\r\nb\r\n', 'x.loud': 'OLD\n' },
    repository,
  );
  const commit = scene.makeCommit((copy) => {
    copy.write('a.txt', 'a\r\nB\r\n');
    copy.write('x.loud', 'NEW\n');
    copy.write('y.loud', 'NEW\n');
  });

  expect((await scene.land(commit)).kind).toBe('landed');

  expect(repository.read('a.txt')).toBe('a\r\nB\r\n');
  expect(repository.read('x.loud')).toBe('NEW\r\n');
  expect(repository.git('show', 'HEAD:x.loud')).toBe('new');
  expect(readStatus(repository)).toBe('');
});

test('a submodule that moves is left to the user, as git leaves it', async () => {
  const inner = makeRepository();
  const scene = makeLandingScene({ 'a.txt': 'a\n' });
  const { repository } = scene;
  repository.git('submodule', '--quiet', 'add', inner.path, 'sub');
  repository.git('commit', '--quiet', '-m', 'test: a submodule');
  repository.git('config', 'submodule.recurse', 'true');
  const moved = inner.commit({ 'more.txt': 'x\n' });
  const commit = scene.makeCommit((copy) => {
    copy.write('a.txt', 'A\n');
    copy.git('update-index', '--cacheinfo', `160000,${moved},sub`);
    copy.git('commit', '--quiet', '-m', 'test: move it');
    copy.git('-c', 'submodule.recurse=false', 'submodule', '--quiet', 'update', '--init');
  });

  expect((await scene.land(commit)).kind).toBe('landed');

  expect(repository.git('ls-files', '--stage', 'sub')).toContain(moved);
  expect(repository.git('status', '--porcelain')).toBe(' M sub');
});

test('a repository with a separate git folder works, also as a submodule', async () => {
  const scene = makeLandingScene({ 'a.txt': 'a\n' });
  const separate = useRepository(makeFolder());
  separate.git('clone', '--quiet', scene.repository.path, 'clone', '--separate-git-dir', 'elsewhere.git');
  const clone = useRepository(join(separate.path, 'clone'));
  const cloned = makeLandingScene({}, clone);
  const commit = cloned.makeCommit((copy) => copy.write('a.txt', 'A\n'));

  expect((await cloned.land(commit)).kind).toBe('landed');
  expect(clone.git('status', '--porcelain')).toBe('');

  separate.git('init', '--quiet', 'outer');
  const outer = useRepository(join(separate.path, 'outer'));
  outer.git('submodule', '--quiet', 'add', scene.repository.path, 'sub');
  const inner = makeLandingScene({}, useRepository(join(outer.path, 'sub')));
  const second = inner.makeCommit((copy) => copy.write('a.txt', 'A\n'));
  const linked = join(separate.path, 'linked');
  inner.repository.git('worktree', 'add', '--quiet', '--detach', linked);
  expect((await inner.land(second, { home: linked })).kind).toBe('landed');
  expect(inner.repository.git('status', '--porcelain')).toBe('');
});

test('a repository behind a symbolic link to its .git works', async () => {
  const scene = makeLandingScene({ 'a.txt': 'a\n' });
  const { repository } = scene;
  const commit = scene.makeCommit((copy) => copy.write('a.txt', 'A\n'));
  const moved = join(makeFolder(), 'moved.git');
  renameSync(join(repository.path, '.git'), moved);
  symlinkSync(moved, join(repository.path, '.git'));

  expect((await scene.land(commit)).kind).toBe('landed');
  expect(readStatus(repository)).toBe('');
});

test('many files are landed at once', async () => {
  const long = 'x'.repeat(220);
  const many = Object.fromEntries(Array.from({ length: 500 }, (_, n) => [`many/${long}/${n}.txt`, `${n}\n`]));
  const scene = makeLandingScene({ 'a.txt': 'a\n', ...many });
  const { repository } = scene;
  const commit = scene.makeCommit((copy) => {
    for (const path of Object.keys(many)) writeFileSync(join(copy.path, path), 'changed\n');
  });
  repository.write('a.txt', 'mine\n');

  expect((await scene.land(commit)).kind).toBe('landed');
  expect(repository.git('status', '--porcelain')).toBe(' M a.txt');
  expect(readFileSync(join(repository.path, `many/${long}/7.txt`), 'utf8')).toBe('changed\n');
});

test('a merge that the user has resolved can be taken up again after a landing', async () => {
  const { repository, land, makeCommit } = makeLandingScene({ 'a.txt': 'a\n', 'both.txt': 'both\n' });
  const commit = makeCommit((copy) => copy.write('a.txt', 'A\n'));
  const blob = repository.git('rev-parse', 'HEAD:both.txt');
  for (const stage of ['1', '2', '3']) writeFileSync(join(repository.path, stage), `${stage}\n`);
  const stages = ['1', '2', '3'].map(
    (stage) => `100644 ${repository.git('hash-object', '-w', stage)} ${stage}\tboth.txt\n`,
  );
  for (const stage of ['1', '2', '3']) unlinkSync(join(repository.path, stage));
  const input = `0 ${'0'.repeat(40)}\tboth.txt\n${stages.join('')}`;
  execFileSync('git', ['update-index', '--index-info'], { cwd: repository.path, input });
  repository.git('update-index', '--cacheinfo', `100644,${blob},both.txt`);
  const before = repository.git('ls-files', '--resolve-undo');
  expect(before.split('\n')).toHaveLength(3);

  expect((await land(commit)).kind).toBe('landed');

  expect(repository.git('ls-files', '--resolve-undo')).toBe(before);
});
