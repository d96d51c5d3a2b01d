import {
  chmodSync,
  existsSync,
  lstatSync,
  readdirSync,
  readlinkSync,
  renameSync,
  symlinkSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  makeLandingScene,
  photograph,
  readEntryDetails,
  readStatus,
  removeFiles,
  RUN,
} from '../../support/landing-scene.ts';

describe('a landing on the branch that is checked out', () => {
  test('moves files, index and branch together and leaves nothing behind', async () => {
    const scene = makeLandingScene({ 'a.txt': 'a\n', 'b.txt': 'b\n' });
    const { repository } = scene;
    const previous = repository.git('rev-parse', 'HEAD');
    const commit = scene.makeCommit((copy) => {
      copy.write('a.txt', 'A\n');
      copy.write('new/deep/c.txt', 'c\n');
    });

    expect(await scene.land(commit)).toEqual({ kind: 'landed', commit, previous });

    expect(repository.git('rev-parse', 'main')).toBe(commit);
    expect(repository.read('a.txt')).toBe('A\n');
    expect(repository.read('new/deep/c.txt')).toBe('c\n');
    expect(readStatus(repository)).toBe('');
    expect(repository.git('reflog', '-1', '--format=%gs', 'HEAD')).toBe(`planex: land ${RUN}`);
    expect(readdirSync(join(scene.records, 'landings'))).toEqual([]);
    expect(readdirSync(join(repository.path, '.git')).filter((name) => name.endsWith('.lock'))).toEqual([]);
  });

  test('leaves staged, unstaged, untracked, intent-to-add and stashed work of the user as it was', async () => {
    const scene = makeLandingScene({
      'a.txt': 'a\n',
      'staged.txt': '1\n',
      'edited.txt': '1\n',
      'both.txt': '1\n',
    });
    const { repository } = scene;
    repository.write('edited.txt', 'stashed\n');
    repository.git('stash', '--quiet');
    repository.write('staged.txt', '2\n');
    repository.write('both.txt', '2\n');
    repository.write('added.txt', 'added\n');
    repository.git('add', 'staged.txt', 'both.txt', 'added.txt');
    repository.write('both.txt', '3\n');
    repository.write('edited.txt', '2\n');
    repository.write('untracked.txt', 'mine\n');
    repository.write('intended.txt', 'mine\n');
    repository.git('add', '--intent-to-add', 'intended.txt');
    repository.git('rm', '--quiet', '--cached', 'README.md');
    const commit = scene.makeCommit((copy) => copy.write('a.txt', 'A\n'));
    const before = photograph(repository, ['a.txt']);
    const details = readEntryDetails(repository, ['a.txt']);

    expect((await scene.land(commit)).kind).toBe('landed');

    expect(photograph(repository, ['a.txt'])).toEqual(before);
    expect(readEntryDetails(repository, ['a.txt'])).toEqual(details);
    expect(repository.git('stash', 'list')).toContain('stash@{0}');
  });

  test('brings deletions, renames, modes, links and kinds of names', async () => {
    const names = [
      'with space.txt',
      'naïve-é.txt',
      'line\nbreak.txt',
      '-dash.txt',
      '*.txt',
      ':(top)x',
      '"quoted".txt',
    ];
    const scene = makeLandingScene({
      ...Object.fromEntries(names.map((name) => [name, 'old\n'])),
      'folder/gone.txt': 'gone\n',
      'before.txt': 'a long enough text to be seen as renamed\n',
      'run.sh': '#!/bin/sh\n',
      'becomes-folder': 'file\n',
      'becomes-file/inner.txt': 'inner\n',
      'becomes-link': 'file\n',
    });
    const commit = scene.makeCommit((copy) => {
      for (const name of names) copy.write(name, 'new\n');
      copy.write('dir é/also new.txt', 'x\n');
      removeFiles(copy, 'folder/gone.txt', 'becomes-folder', 'becomes-file', 'becomes-link');
      renameSync(join(copy.path, 'before.txt'), join(copy.path, 'after.txt'));
      chmodSync(join(copy.path, 'run.sh'), 0o755);
      copy.write('becomes-folder/inner.txt', 'inner\n');
      copy.write('becomes-file', 'file\n');
      symlinkSync('a target', join(copy.path, 'becomes-link'));
    });

    expect((await scene.land(commit)).kind).toBe('landed');

    const { repository } = scene;
    expect(readStatus(repository)).toBe('');
    expect(repository.git('diff', '--stat', commit)).toBe('');
    expect(existsSync(join(repository.path, 'folder'))).toBe(false);
    expect(lstatSync(join(repository.path, 'run.sh')).mode & 0o111).not.toBe(0);
    expect(readlinkSync(join(repository.path, 'becomes-link'))).toBe('a target');
  });

  test('is repeated without harm', async () => {
    const scene = makeLandingScene({ 'a.txt': 'a\n' });
    const commit = scene.makeCommit((copy) => copy.write('a.txt', 'A\n'));
    await scene.land(commit);
    scene.repository.commit({ 'later.txt': 'x\n' });
    const tip = scene.repository.git('rev-parse', 'HEAD');

    expect(await scene.land(commit)).toEqual({ kind: 'landed', commit, previous: tip });
    expect(scene.repository.git('rev-parse', 'HEAD')).toBe(tip);
  });

  test('lands an empty commit and a commit that is several ahead', async () => {
    const scene = makeLandingScene({ 'a.txt': 'a\n' });
    const first = scene.makeCommit((copy) => copy.write('a.txt', 'A\n'));
    const second = scene.makeCommit(() => undefined, first);

    expect((await scene.land(second)).kind).toBe('landed');
    expect(readStatus(scene.repository)).toBe('');
    const empty = scene.makeCommit(() => undefined);
    expect((await scene.land(empty, { runId: 'run-2' })).kind).toBe('landed');
    expect(scene.repository.git('rev-parse', 'main')).toBe(empty);
  });

  // Git itself sometimes takes a marked file of the index's own instant for changed; then the landing has to wait.
  test('lands a file that is marked as unchanged, or waits and leaves it as it is', async () => {
    const scene = makeLandingScene({ 'a.txt': 'a\n' });
    scene.repository.git('update-index', '--assume-unchanged', 'a.txt');
    const commit = scene.makeCommit((copy) => copy.write('a.txt', 'A\n'));

    const { kind } = await scene.land(commit);
    expect(['landed', 'dirty-paths']).toContain(kind);
    expect(scene.repository.read('a.txt')).toBe(kind === 'landed' ? 'A\n' : 'a\n');
    expect(scene.repository.git('rev-parse', 'HEAD') === commit).toBe(kind === 'landed');
  });

  test('goes through when the files were only touched', async () => {
    const scene = makeLandingScene({ 'a.txt': 'a\n' });
    const commit = scene.makeCommit((copy) => copy.write('a.txt', 'A\n'));
    scene.repository.write('a.txt', 'a\n');

    expect((await scene.land(commit)).kind).toBe('landed');
    expect(readStatus(scene.repository)).toBe('');
  });
});

test('says that the base moved when the branch has other commits', async () => {
  const scene = makeLandingScene({ 'a.txt': 'a\n' });
  const commit = scene.makeCommit((copy) => copy.write('a.txt', 'A\n'));
  const tip = scene.repository.commit({ 'b.txt': 'b\n' });
  const before = photograph(scene.repository);

  expect(await scene.land(commit)).toEqual({ kind: 'base-moved', tip });
  expect(photograph(scene.repository)).toEqual(before);
});
