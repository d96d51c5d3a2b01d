import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { removeEmptyParents } from '../../../src/git/landing/side-files.ts';
import { mountOverItself } from '../../support/bind-mount.ts';
import { makeLandingScene, photograph, readStatus, removeFiles } from '../../support/landing-scene.ts';
import { makeFolder } from '../../support/repository.ts';
import { canMount } from '../../support/small-disk.ts';

const FILES = { 'a.txt': 'a\n', 'src/kept.txt': 'k\n', 'last/one.txt': 'o\n' };

/** A scene with one folder of its work tree mounted over itself. */
function makeScene(folder: string) {
  const scene = makeLandingScene(FILES);
  const { repository } = scene;
  const commit = scene.makeCommit((copy) => {
    copy.write('a.txt', 'A\n');
    copy.write('src/new.txt', 'n\n');
    removeFiles(copy, 'last/one.txt');
  });
  const isLocked = (): boolean => existsSync(join(repository.path, '.git/index.lock'));
  return { ...scene, commit, isLocked, mount: mountOverItself(join(repository.path, folder)) };
}

describe.runIf(canMount)('with a folder of the work tree that is mounted by itself', () => {
  test('a new file lands there', async () => {
    const { repository, commit, land, isLocked } = makeScene('src');
    expect((await land(commit)).kind).toBe('landed');
    expect(isLocked()).toBe(false);
    expect(repository.read('src/new.txt')).toBe('n\n');
    expect(readStatus(repository)).toBe('');
  });

  test('the folder stays when its last file is removed', async () => {
    const { repository, commit, land, isLocked } = makeScene('last');
    expect((await land(commit)).kind).toBe('landed');
    expect(isLocked()).toBe(false);
    expect(readdirSync(join(repository.path, 'last'))).toEqual([]);
    expect(readStatus(repository)).toBe('');
  });

  test('where nothing can be written to it, nothing is changed and nothing stays locked', async () => {
    const { repository, records, commit, land, isLocked, mount } = makeScene('src');
    mount.forbidWriting();
    const before = photograph(repository);

    expect(await land(commit)).toEqual({ kind: 'refused', output: expect.stringContaining('src/new.txt') });

    expect(isLocked()).toBe(false);
    expect(photograph(repository)).toEqual(before);
    expect(readdirSync(join(records, 'landings'))).toEqual([]);
    mount.allowWriting();
    expect((await land(commit)).kind).toBe('landed');
    expect(readStatus(repository)).toBe('');
  });

  test('of the folders above a file that is gone, one that cannot be removed stays', () => {
    const top = makeFolder();
    mkdirSync(join(top, 'x/y/z'), { recursive: true });
    mountOverItself(join(top, 'x/y'));
    removeEmptyParents(top, 'x/y/z/gone');
    expect(readdirSync(join(top, 'x/y'))).toEqual([]);
  });
});
