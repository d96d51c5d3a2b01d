import {
  chmodSync,
  lstatSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
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

test.each([
  ['file', 'a program', 0o644, 0o755],
  ['program', 'a file', 0o755, 0o644],
])('a landing that waits since the user has made a %s %s touches no other', async (_, __, was, is) => {
  const { repository, land, makeCommit } = makeLandingScene();
  repository.write('a', 'a\n');
  chmodSync(join(repository.path, 'a'), was);
  repository.git('add', 'a');
  repository.commit({ 'z.txt': 'z\n' });
  const commit = makeCommit((copy) => {
    copy.write('a', 'aa\n');
    copy.write('z.txt', 'zz\n');
  });
  chmodSync(join(repository.path, 'a'), is);
  repository.git('status');
  const changed = (): unknown[] =>
    ['a', 'z.txt'].map((path) => lstatSync(join(repository.path, path), { bigint: true }).ctimeNs);
  const before = changed();

  expect(await land(commit)).toEqual({ kind: 'dirty-paths', paths: ['a'] });

  expect(changed()).toEqual(before);
  expect(repository.git('diff-files', '--name-only')).toBe('a');
});

test('a file of which mode and contents were changed is named once, and a mode that git does not go by is no change', async () => {
  const { repository, land, makeCommit } = makeLandingScene({
    'a.txt': 'a\n',
    'b.txt': 'b\n',
    'c.txt': 'c\n',
  });
  const commit = makeCommit((copy) => {
    for (const path of ['a.txt', 'b.txt', 'c.txt']) copy.write(path, 'new\n');
  });
  for (const path of ['b.txt', 'c.txt']) chmodSync(join(repository.path, path), 0o755);
  for (const path of ['a.txt', 'c.txt']) repository.write(path, 'mine\n');
  expect(await land(commit)).toEqual({ kind: 'dirty-paths', paths: ['a.txt', 'b.txt', 'c.txt'] });

  for (const path of ['a.txt', 'c.txt']) repository.write(path, `${path.charAt(0)}\n`);
  repository.git('config', 'core.fileMode', 'false');
  expect((await land(commit)).kind).toBe('landed');
  expect(repository.git('diff', 'HEAD', '--name-only')).toBe('');
});

test('a file that is removed before the first look at it ends the look', async () => {
  const { repository } = makeLandingScene({ 'a.txt': 'a\n' });
  const entry = { mode: '100644', oid: repository.git('rev-parse', 'HEAD:a.txt') };
  rmSync(join(repository.path, 'a.txt'));
  const journal = { workTree: repository.path, changes: [{ path: 'a.txt', old: entry, new: null }] };

  await expect(readOwn(journal, ['a.txt'], runGit)).rejects.toMatchObject({ code: 'ENOENT' });
});

test('what could not be told of a file before it was held is left to git, and no filter is asked twice for it', async () => {
  const { repository, land, makeCommit } = makeLandingScene({ 'a.txt': 'A\n' });
  const commit = makeCommit((copy) => copy.write('a.txt', 'AA\n'));
  writeFileSync(join(repository.path, '.git/info/attributes'), 'a.txt filter=up\n');
  repository.git('config', 'filter.up.required', 'true');
  repository.git('config', 'filter.up.smudge', 'tr A-Z a-z');
  repository.git('config', 'filter.up.clean', 'tr a-z A-Z');
  repository.write('a.txt', 'a\n');
  repository.git('update-index', '--refresh');
  // It fails when it is asked for the first time.
  const asked = join(makeFolder(), 'asked');
  repository.git('config', 'filter.up.clean', `if mkdir ${asked} 2>/dev/null; then exit 1; fi; tr a-z A-Z`);
  const readGit = recordGit();

  expect((await land(commit)).kind).toBe('landed');

  expect(readGit().filter((line) => line.includes('hash-object --stdin --path'))).toHaveLength(1);
  expect(repository.read('a.txt')).toBe('aa\n');
  expect(readStatus(repository)).toBe('');
});
