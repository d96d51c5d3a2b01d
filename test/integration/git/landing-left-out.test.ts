import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { makeLandingScene, photograph, readStatus, removeFiles } from '../../support/landing-scene.ts';
import { makeRepository } from '../../support/repository.ts';

const FILES = {
  'seen/a.txt': 'a\n',
  'hidden/b.txt': 'b\n',
  'hidden/other.txt': 'o\n',
  'hidden/gone.txt': 'g\n',
};

/** After this the index knows what files there are, where it has their contents. */
const REFRESH = ['update-index', '-q', '--really-refresh'];

/** A sparse checkout, and a commit with changes inside and outside of what it shows. */
function makeScene(mode: string) {
  const scene = makeLandingScene(FILES);
  const { repository } = scene;
  const commit = scene.makeCommit((copy) => {
    copy.write('seen/a.txt', 'A\n');
    copy.write('seen/new.txt', 'new\n');
    copy.write('hidden/b.txt', 'B\n');
    copy.write('hidden/new.txt', 'new\n');
    removeFiles(copy, 'hidden/gone.txt');
  });
  repository.git('sparse-checkout', 'set', mode, 'seen');
  return { ...scene, commit };
}

describe.each(['--cone', '--no-cone'])('in a sparse checkout (%s)', (mode) => {
  test.each([
    ['that is clean', 'hidden/other.txt', 'o\n', REFRESH],
    ['that is clean, and that the commit changes', 'hidden/b.txt', 'b\n', REFRESH],
    ['that was changed, and that the commit changes', 'hidden/b.txt', 'mine\n', []],
    ['that is only staged', 'hidden/mine.txt', 'mine\n', ['add', '--sparse', 'hidden/mine.txt']],
  ])('a file %s and left out is not taken away: the landing waits', async (_, path, text, args) => {
    const { repository, commit, land } = makeScene(mode);
    repository.write(path, text);
    if (args.length > 0) repository.git(...args);
    const before = photograph(repository);

    expect(await land(commit)).toEqual({ kind: 'left-out', paths: [path] });

    expect(repository.read(path)).toBe(text);
    expect(photograph(repository)).toEqual(before);
  });

  test.each([
    ['has changed', 'mine\n', ' M hidden/other.txt'],
    ['has made anew, of which the index knows nothing yet,', 'o\n', ''],
  ])('what the user %s and the commit does not change stays, and nothing waits', async (_, text, status) => {
    const { repository, commit, land } = makeScene(mode);
    repository.write('hidden/other.txt', text);
    expect((await land(commit)).kind).toBe('landed');
    expect(repository.read('hidden/other.txt')).toBe(text);
    expect(repository.git('status', '--porcelain')).toBe(status);
  });

  test('that the user removed what was shown there is not forgotten: the landing waits', async () => {
    const { repository, commit, land } = makeScene(mode);
    repository.write('hidden/other.txt', 'o\n');
    repository.git(...REFRESH);
    removeFiles(repository, 'hidden/other.txt');
    const before = photograph(repository);
    expect(before.status).not.toBe('');
    expect(await land(commit)).toEqual({ kind: 'left-out', paths: ['hidden/other.txt'] });
    expect(photograph(repository)).toEqual(before);
  });

  test('a submodule there stays, and the landing does not wait', async () => {
    const scene = makeLandingScene(FILES);
    const { repository, land } = scene;
    const inner = makeRepository();
    const [allow, settings] = ['-c', 'protocol.file.allow=always'];
    repository.git(allow, settings, 'submodule', '--quiet', 'add', inner.path, 'hidden/sub');
    repository.git('commit', '--quiet', '-m', 'test: a submodule');
    const commit = scene.makeCommit((copy) => copy.write('seen/a.txt', 'A\n'));
    repository.git('sparse-checkout', 'set', mode, 'seen');
    expect(readStatus(repository)).toBe('');
    expect((await land(commit)).kind).toBe('landed');
    expect(repository.read('hidden/sub/README.md')).toBe(inner.read('README.md'));
    expect(readStatus(repository)).toBe('');
  });

  test('no part of a split index is left in the git folder', async () => {
    const { repository, commit, land } = makeScene(mode);
    repository.write('hidden/other.txt', 'o\n');
    repository.git(...REFRESH);
    repository.git('config', 'core.splitIndex', 'true');
    const list = (): string[] =>
      readdirSync(join(repository.path, '.git')).filter((name) => name.startsWith('sharedindex.'));
    expect((await land(commit)).kind).toBe('left-out');
    expect(list()).toEqual([]);
  });

  test('it lands once the checkout shows them', async () => {
    const { repository, commit, land } = makeScene(mode);
    repository.write('hidden/other.txt', 'o\n');
    repository.git(...REFRESH);
    expect((await land(commit)).kind).toBe('left-out');
    repository.git('sparse-checkout', 'add', 'hidden');
    expect((await land(commit)).kind).toBe('landed');
    expect(repository.read('hidden/b.txt')).toBe('B\n');
    expect(repository.read('hidden/other.txt')).toBe('o\n');
    expect(readStatus(repository)).toBe('');
  });

  test('what the commit removes may go', async () => {
    const { repository, commit, land } = makeScene(mode);
    repository.write('hidden/gone.txt', 'g\n');
    repository.git(...REFRESH);
    expect((await land(commit)).kind).toBe('landed');
    expect(repository.git('ls-files', '-t', 'hidden').split('\n')).not.toContain('H hidden/gone.txt');
  });
});
