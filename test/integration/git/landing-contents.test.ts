import { unlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { recordGit } from '../../support/count-git.ts';
import { makeLandingScene, readStatus } from '../../support/landing-scene.ts';

function makeScene() {
  const scene = makeLandingScene({ 'a.txt': 'a\n', 'b.txt': 'b\n' });
  const commit = scene.makeCommit((copy) => {
    copy.write('a.txt', 'A\n');
    copy.write('b.txt', 'B\n');
  });
  const setTime = (path: string, at: Date): void => utimesSync(join(scene.repository.path, path), at, at);
  return { ...scene, commit, setTime };
}

const LONG_AGO = new Date('2020-01-01T00:00:00Z');

test('a landing takes two processes of git, and none of them writes the index', async () => {
  const { repository, land, commit, makeCommit } = makeScene();
  const readGit = recordGit();

  expect((await land(commit)).kind).toBe('landed');
  // What git says of the work tree is asked for once.
  expect(readGit().some((line) => line.startsWith('rev-parse'))).toBe(true);
  const next = makeCommit((copy) => copy.write('a.txt', 'AA\n'));
  readGit();
  expect((await land(next)).kind).toBe('landed');

  const verbs = readGit().map((line) => line.replace(/^(-c \S+ )+|^--\S+ /, '').split(' ')[0]);
  expect(verbs.map(String).sort()).toEqual(['checkout-index', 'update-ref']);
  expect(readStatus(repository)).toBe('');
});

test('files that were only touched are not in the way', async () => {
  const { repository, land, commit, setTime } = makeScene();
  setTime('a.txt', LONG_AGO);

  expect((await land(commit)).kind).toBe('landed');

  expect(repository.read('a.txt')).toBe('A\n');
  expect(readStatus(repository)).toBe('');
});

test.each([
  ['that is read here', '2'],
  ['that only git reads', '4'],
])('a change that left size and time as they were is in the way of an index %s', async (_, version) => {
  const { repository, land, commit, setTime } = makeScene();
  setTime('b.txt', LONG_AGO);
  repository.git('update-index', '--index-version', version, '--refresh');
  repository.write('b.txt', 'x\n');
  setTime('b.txt', LONG_AGO);

  expect(await land(commit)).toEqual({ kind: 'dirty-paths', paths: ['b.txt'] });

  expect(repository.read('b.txt')).toBe('x\n');
  expect(repository.read('a.txt')).toBe('a\n');
});

test('such a change in the instant of the replacement keeps every byte, and nothing lands', async () => {
  const { repository, land, commit, setTime } = makeScene();
  setTime('b.txt', LONG_AGO);
  repository.git('update-index', '--refresh');
  // The filter runs for a.txt when git has found all clean and is about to write b.txt over the user's file.
  writeFileSync(join(repository.path, '.git/info/attributes'), 'a.txt filter=slow\n');
  repository.git('config', 'filter.slow.clean', 'cat');
  const write = `printf x | dd of=b.txt conv=notrunc status=none; touch -d ${LONG_AGO.toISOString()} b.txt`;
  const once = `test -e .git/written || { ${write}; touch .git/written; }`;
  repository.git('config', 'filter.slow.smudge', `cat; cd ${repository.path}; ${once}`);

  expect(await land(commit)).toEqual({ kind: 'dirty-paths', paths: ['b.txt'] });

  expect(repository.read('b.txt')).toBe('x\n');
  expect(repository.read('a.txt')).toBe('a\n');
});

test('files that git stores as other bytes land', async () => {
  const scene = makeLandingScene({ '.gitattributes': '*.txt text eol=crlf\n*.up filter=up\n' });
  const { repository } = scene;
  repository.git('config', 'filter.up.clean', 'tr a-z A-Z');
  repository.git('config', 'filter.up.smudge', 'tr A-Z a-z');
  repository.commit({ 'lines.txt': 'one\r\ntwo\r\n', 'small.up': 'small\n', 'plain.md': 'plain\n' });
  const commit = scene.makeCommit((copy) => {
    copy.write('lines.txt', 'three\r\n');
    copy.write('small.up', 'smaller\n');
    copy.write('plain.md', 'plainer\n');
  });

  const readGit = recordGit();
  expect((await scene.land(commit)).kind).toBe('landed');

  expect(readGit().filter((line) => line.includes('add --refresh'))).toEqual([]);
  expect(repository.read('lines.txt')).toBe('three\r\n');
  expect(repository.read('small.up')).toBe('smaller\n');
  expect(readStatus(repository)).toBe('');
});

test('a file that git would store as other bytes than it has lands while it is as git writes it', async () => {
  // The lines of the blob do not all end alike, those of the file do, and git would store neither so.
  const scene = makeLandingScene({ 'lines.txt': 'ünö\r\ntwo\n' });
  const { repository } = scene;
  const commit = scene.makeCommit((copy) => copy.write('lines.txt', 'three\r\n'));
  writeFileSync(join(repository.path, '.git/info/attributes'), '*.txt text eol=crlf\n');
  unlinkSync(join(repository.path, 'lines.txt'));
  repository.git('checkout', '--quiet', '--', 'lines.txt');
  expect(repository.read('lines.txt')).toBe('ünö\r\ntwo\r\n');
  // Git looks into a file that is as young as its index.
  const later = new Date(Date.now() + 60_000);
  utimesSync(join(repository.path, '.git/index'), later, later);

  expect((await scene.land(commit)).kind).toBe('landed');

  expect(repository.read('lines.txt')).toBe('three\r\n');
});

test('a file too large to be read here is looked at by git: it lands, and a change of it is seen', async () => {
  const large = 'x'.repeat(9 * 1024 * 1024);
  const { repository, land, makeCommit } = makeLandingScene({ 'large.txt': large });
  const commit = makeCommit((copy) => copy.write('large.txt', `${large}!`));
  const readGit = recordGit();

  expect((await land(commit)).kind).toBe('landed');

  expect(readGit().filter((line) => line.includes('add --refresh'))).toHaveLength(1);
  expect(readStatus(repository)).toBe('');
  const next = makeCommit((copy) => copy.write('large.txt', `${large}!!`));
  repository.write('large.txt', `${large}?`);
  expect(await land(next)).toEqual({ kind: 'dirty-paths', paths: ['large.txt'] });
  expect(repository.read('large.txt')).toBe(`${large}?`);
});
