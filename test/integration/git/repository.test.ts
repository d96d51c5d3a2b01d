import { existsSync, mkdirSync, renameSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ensureRecords } from '../../../src/git/records-folder.ts';
import { openRepository } from '../../../src/git/repository.ts';
import { makeFolder, makeRepository, useRepository } from '../../support/repository.ts';

test('finds the top and the records from any folder below it', async () => {
  const { path } = makeRepository({ prefix: 'planex räpo with spaces-' });
  mkdirSync(join(path, 'a b/ü'), { recursive: true });
  const repository = await openRepository(join(path, 'a b/ü'));
  expect(repository).toEqual({
    home: path,
    gitDir: join(path, '.git'),
    commonDir: join(path, '.git'),
    records: join(path, '.git/planex'),
    id: expect.stringMatching(/^[0-9a-f]{16}$/),
  });
  expect(existsSync(repository.records)).toBe(false);
  await ensureRecords(repository);
  await ensureRecords(repository);
  expect(statSync(repository.records).mode & 0o777).toBe(0o700);
});

test('a linked work tree has a home of its own and shares the records', async () => {
  const main = makeRepository();
  const linked = join(makeFolder(), 'linked');
  main.git('worktree', 'add', '--quiet', '-b', 'side', linked);
  const [one, other] = await Promise.all([openRepository(main.path), openRepository(linked)]);
  expect(other.home).toBe(linked);
  expect(other.gitDir).not.toBe(one.gitDir);
  expect([other.records, other.id]).toEqual([one.records, one.id]);
});

test('a submodule is a repository of its own', async () => {
  const inner = makeRepository();
  const outer = makeRepository();
  outer.git('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', inner.path, 'sub');
  const repository = await openRepository(join(outer.path, 'sub'));
  expect(repository.home).toBe(join(outer.path, 'sub'));
  expect(repository.records).toBe(join(outer.path, '.git/modules/sub/planex'));
});

test('a symlinked .git names the same repository as the folder it points to', async () => {
  const { path } = makeRepository();
  const before = await openRepository(path);
  const elsewhere = join(makeFolder(), 'gitdir');
  renameSync(join(path, '.git'), elsewhere);
  symlinkSync(elsewhere, join(path, '.git'));
  const after = await openRepository(path);
  expect(after.home).toBe(before.home);
  expect(after.commonDir).toBe(elsewhere);
});

test('an empty repository can be opened', async () => {
  const { path } = makeRepository({ empty: true });
  expect((await openRepository(path)).home).toBe(path);
});

test('a sha256 repository can be opened', async () => {
  const path = makeFolder();
  useRepository(path).git('init', '--quiet', '--object-format=sha256');
  expect((await openRepository(path)).home).toBe(path);
});

test.each([
  ['a folder outside of any repository', () => makeFolder(), /not a Git repository/],
  ['a missing folder', () => join(makeFolder(), 'gone'), /no such folder/],
  ['the inside of a git folder', () => join(makeRepository().path, '.git'), /inside of a git folder/],
  ['a bare repository', makeBare, /bare/],
  ['a work tree that git does not come back from', makeElsewhere, /core\.worktree/],
  ['a path with a line break', () => makeRepository({ prefix: 'line\nbreak-' }).path, /line break/],
])('refuses %s and says what to do', async (_, makePath, message) => {
  await expect(openRepository(makePath())).rejects.toMatchObject({
    name: 'OperatorError',
    message: expect.stringMatching(message),
    todo: expect.any(String),
  });
});

test('refuses an old git and a missing one', async () => {
  const { path } = makeRepository();
  const tools = makeFolder();
  const environment = process.env['PATH'];
  try {
    process.env['PATH'] = tools;
    await expect(openRepository(path)).rejects.toThrow(/no git on PATH/);
    writeFileSync(join(tools, 'git'), '#!/bin/sh\necho git version 2.35.8\n', { mode: 0o755 });
    await expect(openRepository(path)).rejects.toThrow(/2\.35 is too old/);
  } finally {
    process.env['PATH'] = environment;
  }
});

test('says that the records cannot be kept', async () => {
  const { path } = makeRepository();
  writeFileSync(join(path, '.git/planex'), 'in the way');
  await expect(ensureRecords(await openRepository(path))).rejects.toMatchObject({ name: 'OperatorError' });
});

function makeElsewhere(): string {
  const repository = makeRepository();
  repository.git('config', 'core.worktree', makeFolder());
  return repository.path;
}

function makeBare(): string {
  const path = makeFolder();
  useRepository(path).git('init', '--quiet', '--bare');
  return path;
}
