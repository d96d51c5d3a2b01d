import { describe, expect, test } from 'vitest';
import { makeLandingScene, photograph, readStatus, removeFiles } from '../../support/landing-scene.ts';

const FILES = {
  'seen/a.txt': 'a\n',
  'hidden/b.txt': 'b\n',
  'hidden/other.txt': 'o\n',
  'hidden/gone.txt': 'g\n',
};

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
    ['that is clean', 'hidden/other.txt', 'o\n', false],
    ['that is clean, and that the commit changes', 'hidden/b.txt', 'b\n', false],
    ['that was changed, and that the commit changes', 'hidden/b.txt', 'mine\n', false],
    ['that is only staged', 'hidden/mine.txt', 'mine\n', true],
  ])('a file %s and left out is not taken away: the landing waits', async (_, path, text, isStaged) => {
    const { repository, commit, land } = makeScene(mode);
    repository.write(path, text);
    if (isStaged) repository.git('add', '--sparse', path);
    const before = photograph(repository);

    expect(await land(commit)).toEqual({ kind: 'left-out', paths: [path] });

    expect(repository.read(path)).toBe(text);
    expect(photograph(repository)).toEqual(before);
  });

  test('it lands once the checkout shows them', async () => {
    const { repository, commit, land } = makeScene(mode);
    repository.write('hidden/other.txt', 'o\n');
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
    repository.git('update-index', '-q', '--really-refresh');
    expect((await land(commit)).kind).toBe('landed');
    expect(repository.git('ls-files', '-t', 'hidden').split('\n')).not.toContain('H hidden/gone.txt');
  });
});
