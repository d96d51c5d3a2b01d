import { chmodSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  type ChangedPath,
  countChangedLines,
  listChangedPaths,
} from '../../../src/git/workspace/workspace-changes.ts';
import { makeRepository, type TestRepository, useRepository } from '../../support/repository.ts';
import { acquireWorkspace } from '../../support/workspace.ts';

function makeHome(): TestRepository {
  const home = makeRepository();
  home.commit({
    '.gitignore': 'dist/\n',
    'a.txt': 'one\ntwo\n',
    'gone.txt': 'gone\n',
    'type.txt': 'a file\n',
    'run.sh': '#!/bin/sh\n',
    'keep me ä.txt': 'kept\n',
    'dir/x.txt': 'x\n',
  });
  return home;
}

test('every kind of change, and nothing else', async () => {
  const { workspace, there } = await acquireWorkspace(makeHome());
  expect(await listChangedPaths(workspace)).toEqual([]);
  there.write('a.txt', 'one\n2\nthree\n');
  there.write('new folder/ü [1].txt', 'n\n');
  there.write('dist/ignored.js', 'x');
  there.write('keep me ä.txt', 'kept\n');
  rmSync(join(workspace.path, 'gone.txt'));
  rmSync(join(workspace.path, 'type.txt'));
  symlinkSync('a.txt', join(workspace.path, 'type.txt'));
  chmodSync(join(workspace.path, 'run.sh'), 0o755);
  writeFileSync(join(workspace.path, 'blob.bin'), Buffer.from([0, 1, 2]));
  const changes = await listChangedPaths(workspace);
  expect(changes).toEqual([
    { path: 'a.txt', change: 'modified' },
    { path: 'blob.bin', change: 'added' },
    { path: 'gone.txt', change: 'deleted' },
    { path: 'new folder/ü [1].txt', change: 'added' },
    { path: 'run.sh', change: 'modified' },
    { path: 'type.txt', change: 'type-changed' },
  ]);
  const lines = await countChangedLines(workspace, changes);
  expect(new Map(lines.map(({ path, ...counts }) => [path, counts]))).toEqual(
    new Map([
      ['a.txt', { added: 2, removed: 1 }],
      ['blob.bin', {}],
      ['gone.txt', { added: 0, removed: 1 }],
      ['new folder/ü [1].txt', { added: 1, removed: 0 }],
      ['run.sh', { added: 0, removed: 0 }],
      ['type.txt', { added: 1, removed: 1 }],
    ]),
  );
  expect(await listChangedPaths(workspace)).toEqual(changes);
});

const TRICKS: [string, (there: TestRepository) => void][] = [
  ['staging', ({ git }) => git('add', '--all')],
  ['committing', ({ git }) => git('commit', '--quiet', '--all', '-m', 'mine')],
  ['committing and a soft reset to nowhere', ({ git }) => git('checkout', '--quiet', '--orphan', 'nowhere')],
  ['committing on a branch', ({ git }) => git('checkout', '--quiet', '-b', 'mine')],
  ['hiding a file from git', ({ git }) => git('update-index', '--assume-unchanged', 'a.txt')],
  ['skipping a file', ({ git }) => git('update-index', '--skip-worktree', 'a.txt')],
  ['emptying the index', ({ git }) => git('read-tree', '--empty')],
];

test.each(TRICKS)('what an executor does to its index or HEAD changes nothing: %s', async (_, trick) => {
  const { workspace, there } = await acquireWorkspace(makeHome());
  there.write('a.txt', 'changed\n');
  trick(there);
  expect(await listChangedPaths(workspace)).toEqual([{ path: 'a.txt', change: 'modified' }]);
});

test('a change within the same instant and of the same size is seen', async () => {
  const { workspace, there } = await acquireWorkspace(makeHome());
  there.write('dir/x.txt', 'y\n');
  expect(await listChangedPaths(workspace)).toEqual([{ path: 'dir/x.txt', change: 'modified' }]);
});

test('a folder that became a file, and a file that became a folder', async () => {
  const { workspace, there } = await acquireWorkspace(makeHome());
  rmSync(join(workspace.path, 'dir'), { recursive: true });
  there.write('dir', 'a file now\n');
  rmSync(join(workspace.path, 'a.txt'));
  there.write('a.txt/inner.txt', 'a folder now\n');
  const changes = await listChangedPaths(workspace);
  expect(changes).toEqual([
    { path: 'a.txt', change: 'deleted' },
    { path: 'a.txt/inner.txt', change: 'added' },
    { path: 'dir', change: 'added' },
    { path: 'dir/x.txt', change: 'deleted' },
  ]);
  expect(await countChangedLines(workspace, changes)).toHaveLength(4);
});

test('nested repositories are reported, with a commit and without one', async () => {
  const { workspace, there } = await acquireWorkspace(makeHome());
  for (const name of ['empty', 'full']) {
    mkdirSync(join(workspace.path, 'vendor', name), { recursive: true });
    useRepository(join(workspace.path, 'vendor', name)).git('init', '--quiet');
  }
  useRepository(join(workspace.path, 'vendor/full')).commit({ 'n.txt': 'n' });
  there.write('b.txt', 'b\n');
  const changes = await listChangedPaths(workspace);
  const expected: ChangedPath[] = [
    { path: 'b.txt', change: 'added' },
    { path: 'vendor/empty', change: 'nested-repository' },
    { path: 'vendor/full', change: 'nested-repository' },
  ];
  expect(changes).toEqual(expected);
  expect(await countChangedLines(workspace, changes)).toEqual([{ path: 'b.txt', added: 1, removed: 0 }]);
});

test('line ends that git converts are no change', async () => {
  const home = makeHome();
  home.git('config', 'core.autocrlf', 'true');
  const { workspace, there } = await acquireWorkspace(home);
  expect(there.read('a.txt')).toBe('one\r\ntwo\r\n');
  there.write('a.txt', 'one\r\ntwo\r\n');
  expect(await listChangedPaths(workspace)).toEqual([]);
});

test('a file with the bytes of the base is not changed, whatever an attribute would make of them', async () => {
  const home = makeRepository();
  home.commit({ 'a.txt': 'one\r\n', 'b.txt': 'one\r\n', 'c.txt': 'one\r\n' });
  home.commit({ '.gitattributes': '*.txt text\n' });
  const { workspace, there } = await acquireWorkspace(home);
  there.write('a.txt', 'one\r\n');
  there.write('b.txt', 'two\r\n');
  there.write('c.txt', 'one\r\n');
  chmodSync(join(workspace.path, 'c.txt'), 0o755);
  // What git, asked by itself, has to say.
  expect(there.git('status', '--porcelain')).toContain(' M a.txt');
  expect(await listChangedPaths(workspace)).toEqual([
    { path: 'b.txt', change: 'modified' },
    { path: 'c.txt', change: 'modified' },
  ]);
});
