import { lstatSync, readFileSync, renameSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runGit } from '../../../src/git/git.ts';
import { readOwn } from '../../../src/git/landing/own-files.ts';
import { recordGit } from '../../support/count-git.ts';
import { makeLandingScene, readStatus } from '../../support/landing-scene.ts';
import { makeFolder } from '../../support/repository.ts';

const LONG_AGO = new Date('2020-01-01T00:00:00Z');

test.each([
  ['that git stores as they are', ''],
  ['with a filter', '*.txt filter=up\n'],
  ['with other line ends', '*.txt text eol=crlf\n'],
])(
  'a landing that waits leaves the status of files %s, and the index, as they were',
  async (_, attributes) => {
    const scene = makeLandingScene({ '.gitattributes': attributes });
    const { repository } = scene;
    repository.git('config', 'filter.up.clean', 'tr a-z A-Z');
    repository.git('config', 'filter.up.smudge', 'tr A-Z a-z');
    const end = attributes.includes('crlf') ? '\r\n' : '\n';
    repository.commit({ 'a.txt': `a${end}`, 'z.txt': `z${end}` });
    repository.write('z.txt', `mine${end}`);
    const patch = join(makeFolder(), 'patch');
    writeFileSync(patch, `${repository.git('diff', '--', 'z.txt')}\n`);
    repository.git('checkout', '--quiet', '--', 'z.txt');
    const commit = scene.makeCommit((copy) => {
      copy.write('a.txt', `aa${end}`);
      copy.write('z.txt', `zz${end}`);
    });
    repository.write('a.txt', `mine${end}`);
    for (const path of ['a.txt', 'z.txt', '.gitattributes']) {
      utimesSync(join(repository.path, path), LONG_AGO, LONG_AGO);
    }
    repository.git('status');
    const look = (): unknown[] => [
      readFileSync(join(repository.path, '.git/index'), 'hex'),
      ...['.git/index', 'a.txt', 'z.txt'].map((path) => {
        const { ino, ctimeNs, mtimeNs } = lstatSync(join(repository.path, path), { bigint: true });
        return [ino, ctimeNs, mtimeNs];
      }),
    ];
    const before = look();

    expect(await scene.land(commit)).toEqual({ kind: 'dirty-paths', paths: ['a.txt'] });
    expect(await scene.land(commit)).toEqual({ kind: 'dirty-paths', paths: ['a.txt'] });

    expect(look()).toEqual(before);
    expect(repository.git('diff-files', '--name-only')).toBe('a.txt');
    repository.git('apply', '--index', patch);
    expect(repository.read('z.txt')).toBe(`mine${end}`);
  },
);

test('a file saved after the first look at it is in the way, whatever its time and size say', async () => {
  const { repository, land, makeCommit } = makeLandingScene({ 'a.txt': 'A\n', 'b.txt': 'b\n' });
  const commit = makeCommit((copy) => {
    copy.write('a.txt', 'AA\n');
    copy.write('b.txt', 'B\n');
  });
  writeFileSync(join(repository.path, '.git/info/attributes'), 'a.txt filter=up\n');
  repository.write('a.txt', 'a\n');
  for (const path of ['a.txt', 'b.txt']) utimesSync(join(repository.path, path), LONG_AGO, LONG_AGO);
  repository.git('config', 'filter.up.clean', 'tr a-z A-Z');
  repository.git('update-index', '--refresh');
  // The filter is first asked when all files have been read.
  const write = `printf x | dd of=b.txt conv=notrunc status=none; touch -d ${LONG_AGO.toISOString()} b.txt`;
  repository.git('config', 'filter.up.clean', `tr a-z A-Z; cd ${repository.path}; ${write}`);

  expect(await land(commit)).toEqual({ kind: 'dirty-paths', paths: ['b.txt'] });

  expect(repository.read('b.txt')).toBe('x\n');
  expect(repository.read('a.txt')).toBe('a\n');
});

test('a filter is asked once about a file that stays as it is', async () => {
  const scene = makeLandingScene({ '.gitattributes': '*.txt filter=up\n' });
  const { repository } = scene;
  repository.git('config', 'filter.up.clean', 'tr a-z A-Z');
  repository.git('config', 'filter.up.smudge', 'tr A-Z a-z');
  repository.commit({ 'a.txt': 'a\n' });
  const commit = scene.makeCommit((copy) => copy.write('a.txt', 'aa\n'));
  const readGit = recordGit();

  expect((await scene.land(commit)).kind).toBe('landed');

  expect(readGit().filter((line) => line.includes('hash-object --stdin --path'))).toHaveLength(1);
  expect(readStatus(repository)).toBe('');
});

test('a link that has come in the place of a file is in the way, and what it leads to is not read', async () => {
  const { repository } = makeLandingScene({ 'a.txt': 'a\n' });
  const entry = { mode: '100644', oid: repository.git('rev-parse', 'HEAD:a.txt') };
  renameSync(join(repository.path, 'a.txt'), join(repository.path, 'other.txt'));
  symlinkSync('other.txt', join(repository.path, 'a.txt'));
  const journal = { workTree: repository.path, changes: [{ path: 'a.txt', old: entry, new: null }] };

  expect(await readOwn(journal, ['a.txt'], runGit)).toEqual({ kind: 'changed', paths: ['a.txt'] });
});
