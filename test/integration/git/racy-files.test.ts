import { chmodSync, statSync, symlinkSync, unlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { readStatus } from '../../support/landing-scene.ts';
import { makePreparedScene } from '../../support/prepared-scene.ts';

const LONG_AGO = 1_600_000_000;

/** A scene whose files and index are of one second long ago, in a repository that goes by size and that second alone. */
function makeRacyScene() {
  const scene = makePreparedScene();
  const { repository } = scene;
  const setTime = (...paths: string[]): void => {
    for (const path of paths) utimesSync(join(repository.path, path), LONG_AGO, LONG_AGO);
  };
  repository.git('config', 'core.trustctime', 'false');
  repository.git('config', 'core.checkStat', 'minimal');
  setTime('a.txt', 'c.txt', 'gone/b.txt');
  repository.git('update-index', '--refresh');
  setTime('.git/index');
  const readTime = (): number => statSync(join(repository.path, '.git/index')).mtimeMs / 1_000;
  return { ...scene, setTime, readTime };
}

test('the index has a new time after a landing, as after any git', async () => {
  const { readTime, repository, land, commit } = makeRacyScene();
  const began = Date.now() / 1_000;

  expect((await land(commit)).kind).toBe('landed');

  expect(readTime()).toBeGreaterThan(began - 1);
  expect(readTime()).toBeLessThan(Date.now() / 1_000);
  expect(readStatus(repository)).toBe('');
});

test('a change that only the time of the index shows is still seen after a landing', async () => {
  const { setTime, readTime, repository, land, commit } = makeRacyScene();
  writeFileSync(join(repository.path, 'c.txt'), 'x\n');
  setTime('c.txt');
  const before = readStatus(repository);
  expect(before).toContain('c.txt');

  expect((await land(commit)).kind).toBe('landed');

  expect(readStatus(repository)).toBe(before);
  expect(Math.abs(readTime() - LONG_AGO)).toBeLessThan(1);
});

test.each<[string, (path: string) => void]>([
  ['is gone', (path) => unlinkSync(path)],
  [
    'is a link',
    (path) => {
      unlinkSync(path);
      symlinkSync('a.txt', path);
    },
  ],
  ['is large', (path) => writeFileSync(path, 'x'.repeat(2 * 1024 * 1024))],
])('a file of the second of the index that %s keeps the time of the index', async (_, change) => {
  const { readTime, repository, land, commit } = makeRacyScene();
  change(join(repository.path, 'c.txt'));

  expect((await land(commit)).kind).toBe('landed');

  expect(Math.abs(readTime() - LONG_AGO)).toBeLessThan(1);
});

test('so does one that git has as a link', async () => {
  const { setTime, readTime, repository, land, commit } = makeRacyScene();
  symlinkSync('a.txt', join(repository.path, 'link'));
  repository.git('add', 'link');
  setTime('.git/index');

  expect((await land(commit)).kind).toBe('landed');

  expect(Math.abs(readTime() - LONG_AGO)).toBeLessThan(1);
});

test('so do very many', async () => {
  const { setTime, readTime, repository, land, commit } = makeRacyScene();
  const names = Array.from({ length: 101 }, (_, number) => `many/${number}`);
  for (const name of names) repository.write(name, 'many\n');
  setTime(...names);
  repository.git('add', 'many');
  setTime('.git/index');

  expect((await land(commit)).kind).toBe('landed');

  expect(Math.abs(readTime() - LONG_AGO)).toBeLessThan(1);
});

test('files of before the index are not looked at', async () => {
  const { readTime, repository, land, commit } = makeRacyScene();
  const later = LONG_AGO + 1.5;
  utimesSync(join(repository.path, '.git/index'), later, later);
  unlinkSync(join(repository.path, 'c.txt'));

  expect((await land(commit)).kind).toBe('landed');

  expect(readTime()).toBeGreaterThan(LONG_AGO + 10);
});

test('it is the time of the file system, whatever the clock of planex says', async () => {
  const { readTime, repository, land, commit } = makeRacyScene();
  const { now } = Date;
  Date.now = () => now() + 5_000;
  onTestFinished(() => {
    Date.now = now;
  });

  expect((await land(commit)).kind).toBe('landed');

  // Saved at once, and of the same size: only the time of the index tells git to look into it.
  repository.write('c.txt', 'y\n');
  expect(readTime()).toBeLessThanOrEqual(statSync(join(repository.path, 'c.txt')).mtimeMs / 1_000);
});

test('an index that others may write stays one', async () => {
  const { repository, land, commit } = makeRacyScene();
  const index = join(repository.path, '.git/index');
  chmodSync(index, 0o664);
  const usual = process.umask(0o077);
  onTestFinished(() => void process.umask(usual));

  expect((await land(commit)).kind).toBe('landed');

  expect(statSync(index).mode & 0o777).toBe(0o664);
});
