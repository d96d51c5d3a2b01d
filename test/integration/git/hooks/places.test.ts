import { existsSync, mkdirSync, realpathSync, renameSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { useOnlyPrograms } from '../../../support/only-programs.ts';
import {
  GUARDED,
  install,
  photographFolder,
  PLAN,
  runGitAs,
  tryCommit,
  UNGUARDED,
  uninstall,
} from '../../../support/hooks.ts';
import { installHook } from '../../../support/install-hook.ts';
import {
  makeFolder,
  makeRepository,
  type TestRepository,
  useRepository,
} from '../../../support/repository.ts';

const REFUSED = { code: 1, said: expect.stringContaining('the name') };

function makeGuarded(path?: string): TestRepository {
  const repository = path === undefined ? makeRepository() : useRepository(path);
  if (path !== undefined) repository.git('init', '--quiet');
  repository.commit({ [PLAN]: GUARDED });
  return repository;
}

describe('hooks in the git folder', () => {
  it('guard linked work trees too, and a repository that is moved, with quotes and spaces in its path', async () => {
    const path = join(makeFolder(), `it's "a" $HOME here`);
    mkdirSync(path);
    const repository = makeGuarded(path);
    const linked = join(makeFolder(), 'linked tree');
    repository.git('worktree', 'add', '--quiet', '-b', 'other', linked);
    await install(linked);
    useRepository(linked).write(PLAN, UNGUARDED);
    expect(tryCommit(linked)).toMatchObject(REFUSED);
    const moved = `${path} (moved)`;
    renameSync(path, moved);
    useRepository(moved).git('worktree', 'repair', linked);
    useRepository(moved).write(PLAN, UNGUARDED);
    expect(tryCommit(moved)).toMatchObject(REFUSED);
    expect(tryCommit(join(moved, 'docs'))).toMatchObject(REFUSED);
    expect(tryCommit(linked)).toMatchObject(REFUSED);
    await uninstall(moved);
    expect(tryCommit(linked).code).toBe(0);
  });

  it('guard a submodule, and a repository whose git folder is elsewhere', async () => {
    const inner = makeGuarded();
    const outer = makeRepository();
    outer.git('submodule', '--quiet', 'add', inner.path, 'sub');
    const sub = useRepository(join(outer.path, 'sub'));
    await install(sub.path);
    sub.write(PLAN, UNGUARDED);
    expect(tryCommit(sub.path)).toMatchObject(REFUSED);
    outer.write('README.md', 'of the outer\n');
    expect(tryCommit(outer.path).code).toBe(0);
    await uninstall(sub.path);
    expect(tryCommit(sub.path).code).toBe(0);

    const apart = makeGuarded();
    const folder = join(makeFolder(), 'apart');
    apart.git('init', '--quiet', `--separate-git-dir=${folder}`);
    await install(apart.path);
    apart.write(PLAN, UNGUARDED);
    expect(tryCommit(apart.path)).toMatchObject(REFUSED);
  });

  it('need only Git and the programs of the system: no Node on the PATH', async () => {
    const repository = makeGuarded();
    await install(repository.path, { strict: true });
    const env = {
      PATH: useOnlyPrograms(['git', 'sh', 'awk', 'grep', 'env', 'cat', 'sed']),
      HOME: '/nonexistent',
    };
    repository.write('README.md', 'changed\n');
    expect(tryCommit(repository.path, env)).toEqual({ code: 0, said: '' });
    repository.write(PLAN, UNGUARDED);
    expect(tryCommit(repository.path, env)).toMatchObject(REFUSED);
  });
});

describe('hooks in a place that others share', () => {
  it('are not touched: the line is told, and --write-tracked adds it and takes it out', async () => {
    const repository = makeGuarded();
    const text = '#!/bin/sh\necho theirs\n[ ! -e bad ]';
    repository.commit({ 'tools/hooks/pre-commit': text });
    repository.git('update-index', '--chmod=+x', 'tools/hooks/pre-commit');
    repository.git('commit', '--quiet', '-m', 'fix: let it run');
    repository.git('checkout', '--', '.');
    repository.git('config', 'core.hooksPath', 'tools/hooks');
    const folder = join(repository.path, 'tools/hooks');
    const before = photographFolder(folder);
    const told = await install(repository.path);
    expect(told.hooks.map(({ state }) => state)).toEqual([
      'line-needed',
      'line-needed',
      ...Array.from({ length: 5 }, () => 'left-out'),
    ]);
    expect(photographFolder(folder)).toEqual(before);

    const written = await install(repository.path, { writeShared: true });
    expect(written.hooks.slice(0, 2).map(({ state }) => state)).toEqual(['line', 'line']);
    const after = photographFolder(folder);
    await install(repository.path, { writeShared: true });
    expect(photographFolder(folder)).toEqual(after);
    repository.write(PLAN, UNGUARDED);
    expect(tryCommit(repository.path)).toMatchObject({
      code: 1,
      said: expect.stringMatching(/^theirs\n[^]*the name/),
    });
    repository.git('checkout', '--', 'docs');
    repository.write('README.md', 'changed\n');
    repository.write('bad', '');
    expect(tryCommit(repository.path)).toEqual({ code: 1, said: 'theirs\n' });
    expect(await uninstall(repository.path)).toEqual([
      join(folder, 'pre-commit'),
      join(folder, 'pre-merge-commit'),
    ]);
    // Whoever has not installed the hooks has the line as well.
    repository.git('rm', '--quiet', '--cached', '--ignore-unmatch', 'bad');
    expect(tryCommit(repository.path)).toEqual({ code: 1, said: 'theirs\n' });
    await install(repository.path);
    await uninstall(repository.path, true);
    expect(repository.read('tools/hooks/pre-commit')).toBe(text);
    expect(Object.keys(photographFolder(folder))).toEqual(['pre-commit']);
  });

  it.each(['exec true', 'if true; then exit 0; fi'])(
    'also where the end is not reached: %s',
    async (body) => {
      const repository = makeGuarded();
      installHook(repository, 'pre-commit', body, 'hooks');
      repository.git('config', 'core.hooksPath', 'hooks');
      await install(repository.path, { writeShared: true });
      repository.write(PLAN, UNGUARDED);
      expect(tryCommit(repository.path)).toMatchObject(REFUSED);
      await uninstall(repository.path, true);
      expect(repository.read('hooks/pre-commit')).toBe(`#!/bin/sh\n${body}\n`);
    },
  );

  it('and that read what git tells them do so, beside the strict hook', async () => {
    const repository = makeGuarded();
    const theirs = 'cat > "$1-seen"\n';
    installHook(repository, 'reference-transaction', theirs, 'hooks');
    repository.git('config', 'core.hooksPath', 'hooks');
    await install(repository.path, { writeShared: true, strict: true });
    repository.write(PLAN, UNGUARDED);
    const commit = ['commit', '--quiet', '--all', '--no-verify', '-m', 'docs: drop'];
    expect(runGitAs(repository.path, commit)).toMatchObject({
      code: 128,
      said: expect.stringContaining('the name'),
    });
    const before = repository.git('rev-parse', 'HEAD');
    await install(repository.path);
    expect(runGitAs(repository.path, commit)).toEqual({ code: 0, said: '' });
    const after = repository.git('rev-parse', 'HEAD');
    for (const state of ['prepared', 'committed']) {
      expect(repository.read(`${state}-seen`)).toContain(`${before} ${after} refs/heads/main\n`);
    }
    await install(repository.path, { strict: true });
    const next = repository.commit({ 'a.txt': 'a\n' });
    expect(repository.read('prepared-seen')).toContain(`${after} ${next} refs/heads/main\n`);
    await uninstall(repository.path, true);
    expect(repository.read('hooks/reference-transaction')).toBe(`#!/bin/sh\n${theirs}\n`);
  });

  it('of all repositories of a person, or by a link into the work tree, count as shared', async () => {
    const repository = makeGuarded();
    const folder = makeFolder();
    repository.git('config', 'core.hooksPath', folder);
    expect((await install(repository.path)).hooks[0]).toMatchObject({ state: 'line-needed' });
    expect(photographFolder(folder)).toEqual({});
    repository.git('config', '--unset', 'core.hooksPath');
    mkdirSync(join(repository.path, 'tools'));
    renameSync(join(repository.path, '.git/hooks'), join(repository.path, 'samples'));
    symlinkSync('../tools', join(repository.path, '.git/hooks'));
    expect((await install(repository.path)).hooks[0]).toMatchObject({
      state: 'line-needed',
      file: join(realpathSync(repository.path), 'tools/pre-commit'),
    });
    expect(photographFolder(join(repository.path, 'tools'))).toEqual({});
  });

  it('that are no shell scripts stay as they are', async () => {
    const repository = makeGuarded();
    repository.write('hooks/pre-commit', '#!/usr/bin/env python3\n');
    repository.git('config', 'core.hooksPath', 'hooks');
    expect((await install(repository.path, { writeShared: true })).hooks[0]).toMatchObject({
      state: 'line-needed',
    });
    expect(repository.read('hooks/pre-commit')).toBe('#!/usr/bin/env python3\n');
  });
});

it('where git runs no hooks, installing says so', async () => {
  const repository = makeGuarded();
  repository.git('config', 'core.hooksPath', '/dev/null');
  await expect(install(repository.path)).rejects.toThrow('git runs no hooks here');
  repository.git('config', 'core.hooksPath', '.git/hooks');
  repository.git('worktree', 'add', '--quiet', 'linked');
  await expect(install(join(repository.path, 'linked'))).rejects.toThrow('git runs no hooks here');
});

it('hooks that were installed where git looked before come off as well', async () => {
  const repository = makeGuarded();
  const before = photographFolder(join(repository.path, '.git/hooks'));
  await install(repository.path);
  repository.write('.gitignore', 'own-hooks\n');
  repository.git('config', 'core.hooksPath', 'own-hooks');
  await install(repository.path);
  expect(existsSync(join(repository.path, 'own-hooks/pre-commit'))).toBe(true);
  await uninstall(repository.path);
  expect(existsSync(join(repository.path, 'own-hooks'))).toBe(false);
  expect(photographFolder(join(repository.path, '.git/hooks'))).toEqual(before);
});

it('a merge that commits by itself is judged too', async () => {
  const repository = makeGuarded();
  repository.git('checkout', '--quiet', '-b', 'side');
  repository.write(PLAN, UNGUARDED);
  tryCommit(repository.path);
  repository.git('checkout', '--quiet', 'main');
  repository.commit({ 'other.txt': 'other\n' });
  await install(repository.path);
  expect(runGitAs(repository.path, ['merge', '--no-edit', 'side'])).toMatchObject(REFUSED);
});
