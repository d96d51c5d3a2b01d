import { chmodSync, existsSync, lstatSync, mkdirSync, readdirSync, realpathSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { commitWorkspace } from '../../../src/git/workspace/workspace-commit.ts';
import { listChangedPaths } from '../../../src/git/workspace/workspace-changes.ts';
import { linkDependencies } from '../../../src/git/workspace/workspace-links.ts';
import { makeRepository, type TestRepository } from '../../support/repository.ts';
import { acquireWorkspace } from '../../support/workspace.ts';

function makeHome(files: Record<string, string> = {}): TestRepository {
  const home = makeRepository();
  home.commit({ '.gitignore': 'node_modules/\n.venv/\n', 'a.txt': 'a\n', ...files });
  home.write('node_modules/dep/index.js', 'dep\n');
  return home;
}

test.each([
  'package-lock.json',
  'npm-shrinkwrap.json',
  'pnpm-lock.yaml',
  'yarn.lock',
  'bun.lock',
  'bun.lockb',
])('shares node_modules while %s is the same', async (lock) => {
  const { repository, workspace, there } = await acquireWorkspace(makeHome({ [lock]: '1\n' }));
  expect(await linkDependencies(repository, workspace)).toEqual({
    linked: ['node_modules'],
    needsSetup: false,
  });
  expect(there.read('node_modules/dep/index.js')).toBe('dep\n');
});

test('a lock file that differs, or is only on one side, asks for the setup', async () => {
  const home = makeHome({ 'package-lock.json': '1\n' });
  home.write('package-lock.json', '2\n');
  const differing = await acquireWorkspace(home);
  expect(await linkDependencies(differing.repository, differing.workspace)).toEqual({
    linked: [],
    needsSetup: true,
  });
  expect(existsSync(join(differing.workspace.path, 'node_modules'))).toBe(false);

  const other = makeHome();
  other.write('yarn.lock', '1\n');
  const oneSided = await acquireWorkspace(other);
  expect(await linkDependencies(oneSided.repository, oneSided.workspace)).toEqual({
    linked: [],
    needsSetup: true,
  });
});

test('without any lock file the folder is shared', async () => {
  const { repository, workspace } = await acquireWorkspace(makeHome());
  expect(await linkDependencies(repository, workspace)).toEqual({
    linked: ['node_modules'],
    needsSetup: false,
  });
});

test('a lock file without an installed folder asks for the setup', async () => {
  const home = makeRepository();
  home.commit({ 'poetry.lock': '1\n' });
  const { repository, workspace } = await acquireWorkspace(home);
  expect(await linkDependencies(repository, workspace)).toEqual({ linked: [], needsSetup: true });
});

test('each ecosystem goes by its own lock file', async () => {
  const home = makeHome({ 'package-lock.json': '1\n', 'requirements.txt': '1\n' });
  home.write('.venv/bin/python', 'python\n');
  home.write('requirements.txt', '2\n');
  const { repository, workspace } = await acquireWorkspace(home);
  expect(await linkDependencies(repository, workspace)).toEqual({
    linked: ['node_modules'],
    needsSetup: true,
  });
});

test('folders of nested packages are shared, by their own lock file or the one above', async () => {
  const home = makeHome({
    'package-lock.json': '1\n',
    'packages/a [1]/package.json': '{}',
    'packages/b [ü]/package.json': '{}',
    'packages/b [ü]/package-lock.json': '1\n',
  });
  home.write('packages/a [1]/node_modules/x/index.js', 'x\n');
  home.write('packages/b [ü]/node_modules/x/index.js', 'x\n');
  home.write('packages/gone/node_modules/x/index.js', 'x\n');
  home.write('packages/b [ü]/package-lock.json', '2\n');
  const { repository, workspace } = await acquireWorkspace(home);
  const links = await linkDependencies(repository, workspace);
  expect(links).toEqual({ linked: ['node_modules', 'packages/a [1]/node_modules'], needsSetup: true });
  expect(await listChangedPaths(workspace)).toEqual([]);
});

test('a folder that is tracked or not ignored is left alone', async () => {
  const home = makeRepository();
  home.commit({ 'venv/tracked.txt': 't\n' });
  home.write('node_modules/x.js', 'x');
  const { repository, workspace } = await acquireWorkspace(home);
  expect(await linkDependencies(repository, workspace)).toEqual({ linked: [], needsSetup: false });
});

test('packages of the repository itself are those of the workspace', async () => {
  const home = makeHome({ 'packages/one/index.js': 'one\n', 'packages/two/index.js': 'two\n' });
  mkdirSync(join(home.path, 'node_modules/@scope'));
  symlinkSync('../packages/one', join(home.path, 'node_modules/one'));
  symlinkSync('../../packages/two', join(home.path, 'node_modules/@scope/two'));
  home.write('node_modules/@scope/far/index.js', 'far\n');
  home.write('node_modules/.bin/tool', 'tool\n');
  const { repository, workspace, there } = await acquireWorkspace(home);
  expect((await linkDependencies(repository, workspace)).linked).toEqual(['node_modules']);
  const resolved = (name: string): string => realpathSync(join(workspace.path, 'node_modules', name));
  expect(resolved('one')).toBe(join(workspace.path, 'packages/one'));
  expect(resolved('@scope/two')).toBe(join(workspace.path, 'packages/two'));
  expect(resolved('@scope/far')).toBe(join(home.path, 'node_modules/@scope/far'));
  expect(resolved('dep')).toBe(join(home.path, 'node_modules/dep'));
  expect(there.read('node_modules/.bin/tool')).toBe('tool\n');
  expect(await listChangedPaths(workspace)).toEqual([]);
});

test('what a package manager keeps in the folder is not written through the links', async () => {
  const home = makeHome();
  const own = ['.package-lock.json', '.modules.yaml', '.pnpm-workspace-state-v1.json', '.pnpm/dep/index.js'];
  for (const path of [...own, '.yarn-state.yml', '.bin/dep', '.prisma/client.js']) {
    home.write(`node_modules/${path}`, 'home\n');
  }
  const { repository, workspace, there } = await acquireWorkspace(home);
  await linkDependencies(repository, workspace);
  expect(readdirSync(join(workspace.path, 'node_modules')).sort()).toEqual([
    '.bin',
    '.prisma',
    '.yarn-state.yml',
    'dep',
  ]);
  there.write('node_modules/.yarn-state.yml', 'workspace\n');
  there.write('node_modules/.bin/new', 'workspace\n');
  expect(home.read('node_modules/.yarn-state.yml')).toBe('home\n');
  expect(readdirSync(join(home.path, 'node_modules/.bin'))).toEqual(['dep']);
  expect(there.read('node_modules/.bin/dep')).toBe('home\n');
});

test('links are no changes and are never committed, not even by a hook that adds everything', async () => {
  const home = makeHome();
  home.write('.git/hooks/pre-commit', '#!/bin/sh\ngit add --all\n');
  chmodSync(join(home.path, '.git/hooks/pre-commit'), 0o755);
  const { repository, workspace, there } = await acquireWorkspace(home);
  await linkDependencies(repository, workspace);
  expect(lstatSync(join(workspace.path, 'node_modules/dep')).isSymbolicLink()).toBe(true);
  there.write('a.txt', 'A\n');
  expect(await listChangedPaths(workspace)).toEqual([{ path: 'a.txt', change: 'modified' }]);
  const outcome = await commitWorkspace(workspace, { paths: ['a.txt'], message: 'feat: a\n' });
  expect(outcome).toMatchObject({ kind: 'committed', paths: ['a.txt'] });
});

test('the global ignore rules of the user hold in a workspace, also without links', async () => {
  const home = makeHome();
  home.write('.git/global-ignore', '*.swp');
  home.git('config', 'core.excludesFile', join(home.path, '.git/global-ignore'));
  const { repository, workspace, there } = await acquireWorkspace(home);
  there.write('.a.txt.swp', 'x');
  expect(await listChangedPaths(workspace)).toEqual([]);
  await linkDependencies(repository, workspace);
  expect(await listChangedPaths(workspace)).toEqual([]);
});

test('the next run of the slot begins without the links, and the shared folder survives', async () => {
  const home = makeHome();
  const { repository, pool, workspace } = await acquireWorkspace(home);
  await linkDependencies(repository, workspace);
  expect(await linkDependencies(repository, workspace)).toEqual({ linked: [], needsSetup: false });
  await pool.release(workspace);
  const next = await pool.acquire('run-2', workspace.base);
  expect(existsSync(join(next.path, 'node_modules'))).toBe(false);
  expect(home.read('node_modules/dep/index.js')).toBe('dep\n');
  expect(home.git('for-each-ref', 'refs/planex')).toBe('');
});
