import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeLandingScene, readEntryDetails, readStatus, removeFiles } from '../../support/landing-scene.ts';

const FILES = {
  'seen/a.txt': 'a\n',
  'hidden/b.txt': 'b\n',
  'hidden/present.txt': 'p\n',
  'hidden/gone.txt': 'g\n',
  'hidden/changed.txt': 'c\n',
};

/** A sparse checkout in which the user has files that its patterns leave out, clean, staged and changed. */
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
  repository.write('hidden/present.txt', 'p\n');
  repository.write('hidden/changed.txt', "the user's\n");
  repository.write('hidden/staged.txt', 's\n');
  repository.git('add', '--sparse', 'hidden/staged.txt');
  repository.git('update-index', '-q', '--refresh', '--really-refresh');
  return { ...scene, commit };
}

const MINE = ['hidden/present.txt', 'hidden/changed.txt', 'hidden/staged.txt'];
const OTHERS = ['seen/a.txt', 'seen/new.txt', 'hidden/b.txt', 'hidden/new.txt', 'hidden/gone.txt'];

test.each(['--cone', '--no-cone'])(
  'what the user has put beside a sparse checkout stays, with its entries (%s)',
  async (mode) => {
    const { repository, commit, land } = makeScene(mode);
    const [before, entries] = [readStatus(repository), readEntryDetails(repository, OTHERS)];

    expect((await land(commit)).kind).toBe('landed');

    expect(MINE.map((path) => repository.read(path))).toEqual(['p\n', "the user's\n", 's\n']);
    expect(readStatus(repository)).toBe(before);
    expect(readEntryDetails(repository, OTHERS)).toEqual(entries);
    expect(repository.read('seen/a.txt')).toBe('A\n');
    expect(existsSync(join(repository.path, 'hidden/b.txt'))).toBe(false);
    expect(repository.git('ls-files', '-t', 'hidden').split('\n')).toEqual([
      'S hidden/b.txt',
      'H hidden/changed.txt',
      'S hidden/new.txt',
      'H hidden/present.txt',
      'H hidden/staged.txt',
    ]);
  },
);
