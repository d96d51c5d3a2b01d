import { chmodSync, mkdirSync, rmSync, symlinkSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runGit } from '../../../src/git/git.ts';
import { readOwn } from '../../../src/git/landing/own-files.ts';
import { readTreeDifference } from '../../../src/git/tree-changes.ts';
import { makeRepository } from '../../support/repository.ts';

/** The files of a clean work tree, all of which a commit is about to change. */
async function makeScene() {
  const repository = makeRepository();
  const link = join(repository.path, 'link');
  symlinkSync('a.txt', link);
  repository.write('run.sh', 'echo run\n');
  chmodSync(join(repository.path, 'run.sh'), 0o755);
  const old = repository.commit({ 'a.txt': 'a\n', 'b.txt': 'b\n', link: 'a\n', 'run.sh': 'echo run\n' });
  unlinkSync(link);
  symlinkSync('a.txt', link);
  repository.git('add', 'link');
  repository.git('commit', '--quiet', '--amend', '--no-edit');
  const base = repository.git('rev-parse', 'HEAD');
  const next = repository.commit({
    'a.txt': 'a2\n',
    'b.txt': 'b2\n',
    'run.sh': 'echo again\n',
    'new.txt': 'n\n',
  });
  const { changes } = await readTreeDifference(repository.path, base, next);
  repository.git('reset', '--quiet', '--hard', base);
  const read = (present = ['a.txt', 'b.txt', 'run.sh']) =>
    readOwn({ workTree: repository.path, changes }, present, runGit);
  return { repository, old, changes, read, locate: (path: string) => join(repository.path, path) };
}

test('files that are as they were committed', async () => {
  const { read } = await makeScene();

  const own = await read();

  if (own.kind !== 'as-committed') throw new Error(own.kind);
  expect([...own.bytes].map(([path, bytes]) => `${path}: ${bytes.toString('utf8')}`)).toEqual([
    'a.txt: a\n',
    'b.txt: b\n',
    'run.sh: echo run\n',
  ]);
  expect(own.areUnchanged()).toBe(true);
});

test('files that were changed afterwards are seen to be', async () => {
  const { repository, read } = await makeScene();
  const own = await read();
  repository.write('b.txt', 'c\n');

  expect(own.kind === 'as-committed' && own.areUnchanged()).toBe(false);
});

test('a changed file, and one that may be run and might not, or no more', async () => {
  const { repository, read, locate } = await makeScene();
  repository.write('b.txt', 'changed\n');
  expect(await read()).toEqual({ kind: 'changed', paths: ['b.txt'] });
  chmodSync(locate('a.txt'), 0o755);
  chmodSync(locate('run.sh'), 0o644);
  expect(await read()).toEqual({ kind: 'changed', paths: ['a.txt', 'b.txt', 'run.sh'] });
  repository.write('b.txt', 'b\n');
  expect(await read()).toEqual({ kind: 'changed', paths: ['a.txt', 'run.sh'] });
  repository.git('config', 'core.fileMode', 'off');
  expect((await read()).kind).toBe('as-committed');
});

test('others than the owner may run what they like', async () => {
  const { read, locate } = await makeScene();
  chmodSync(locate('a.txt'), 0o655);
  chmodSync(locate('run.sh'), 0o700);
  expect((await read()).kind).toBe('as-committed');
});

test('what has come in the place of files', async () => {
  const { read, locate } = await makeScene();
  rmSync(locate('a.txt'));
  mkdirSync(locate('a.txt'));
  rmSync(locate('b.txt'));
  symlinkSync('run.sh', locate('b.txt'));
  expect(await read()).toEqual({ kind: 'changed', paths: ['a.txt', 'b.txt'] });
});

test('a file that is removed meanwhile is an error', async () => {
  const { read, locate } = await makeScene();
  rmSync(locate('a.txt'));
  await expect(read()).rejects.toMatchObject({ code: 'ENOENT' });
});

test('links are not read', async () => {
  const { repository, read, locate } = await makeScene();
  const target = repository.git('rev-parse', 'HEAD:link');
  const change = { path: 'link', old: { mode: '120000', oid: target }, new: null };
  rmSync(locate('link'));
  symlinkSync('elsewhere', locate('link'));
  const own = await readOwn({ workTree: repository.path, changes: [change] }, ['link'], runGit);
  expect(own).toMatchObject({ kind: 'as-committed', bytes: new Map() });
  expect((await read()).kind).toBe('as-committed');
});
