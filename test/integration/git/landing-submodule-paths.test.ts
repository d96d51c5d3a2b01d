import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type LandingScene, makeLandingScene, photograph, removeFiles } from '../../support/landing-scene.ts';
import type { TestRepository } from '../../support/repository.ts';

const INNER = '1'.repeat(40);

/** Makes `sub` a submodule that nobody has fetched: an entry, and an empty folder. */
function addSubmodule(copy: TestRepository): void {
  mkdirSync(join(copy.path, 'sub'));
  copy.git('update-index', '--add', '--cacheinfo', `160000,${INNER},sub`);
}

/** A scene whose branch has the submodule, and a commit that puts something else in its place. */
async function makeSceneWithSubmodule(edit: (copy: TestRepository) => void): Promise<Scene> {
  const scene = makeLandingScene({ 'a.txt': 'a\n' });
  const before = scene.makeCommit(addSubmodule);
  expect((await scene.land(before)).kind).toBe('landed');
  const commit = scene.makeCommit((copy) => {
    copy.git('rm', '--quiet', '--cached', 'sub');
    rmSync(join(copy.path, 'sub'), { recursive: true, force: true });
    edit(copy);
  });
  return { ...scene, commit };
}

type Scene = LandingScene & { commit: string };

async function expectInTheWay({ repository, land, commit }: Scene, paths: string[]): Promise<void> {
  const before = photograph(repository);
  expect(await land(commit)).toEqual({ kind: 'dirty-paths', paths });
  expect(photograph(repository)).toEqual(before);
}

test('a submodule comes as an empty folder, also over one that is there', async () => {
  const scene = makeLandingScene({ 'a.txt': 'a\n' });
  const { repository } = scene;
  const commit = scene.makeCommit(addSubmodule);
  mkdirSync(join(repository.path, 'sub'));

  expect((await scene.land(commit)).kind).toBe('landed');

  expect(readdirSync(join(repository.path, 'sub'))).toEqual([]);
  expect(repository.git('status', '--porcelain')).toBe('');
});

test.each([
  ['a folder with something in it', 'sub/mine.txt', ['sub']],
  ['a file', 'sub', ['sub']],
])('%s where a submodule is to come is in the way', async (_, path, paths) => {
  const scene = makeLandingScene({ 'a.txt': 'a\n' });
  const commit = scene.makeCommit(addSubmodule);
  scene.repository.write(path, 'mine\n');
  await expectInTheWay({ ...scene, commit }, paths);
});

test('a submodule that nobody has fetched makes room for a file', async () => {
  const scene = await makeSceneWithSubmodule((copy) => copy.write('sub', 'a file\n'));
  expect((await scene.land(scene.commit)).kind).toBe('landed');
  expect(scene.repository.read('sub')).toBe('a file\n');
  expect(scene.repository.git('status', '--porcelain')).toBe('');
});

test('a submodule whose folder is gone makes room for a file', async () => {
  const scene = await makeSceneWithSubmodule((copy) => copy.write('sub', 'a file\n'));
  rmSync(join(scene.repository.path, 'sub'), { recursive: true });
  expect((await scene.land(scene.commit)).kind).toBe('landed');
  expect(scene.repository.read('sub')).toBe('a file\n');
});

test.each([
  ['a folder of the user', 'sub/mine.txt'],
  ['a file of the user', 'sub'],
])('%s in place of a submodule is in the way of a file', async (_, path) => {
  const scene = await makeSceneWithSubmodule((copy) => copy.write('sub', 'a file\n'));
  rmSync(join(scene.repository.path, 'sub'), { recursive: true });
  scene.repository.write(path, 'mine\n');
  await expectInTheWay(scene, ['sub']);
});

test('a submodule that leaves stays in the work tree, with what is in it', async () => {
  const scene = await makeSceneWithSubmodule((copy) => copy.write('a.txt', 'A\n'));
  scene.repository.write('sub/mine.txt', 'mine\n');

  expect((await scene.land(scene.commit)).kind).toBe('landed');

  expect(scene.repository.read('sub/mine.txt')).toBe('mine\n');
  expect(scene.repository.git('ls-files', 'sub')).toBe('');
});

test('a folder makes room for a file where all that is in it goes as well', async () => {
  const files = { 'tree/a.txt': 'a\n', 'tree/deep/b.txt': 'b\n', 'tree/deep/c.txt': 'c\n' };
  const scene = makeLandingScene(files);
  const { repository } = scene;
  const commit = scene.makeCommit((copy) => {
    removeFiles(copy, 'tree');
    copy.write('tree', 'a file\n');
  });
  repository.write('tree/deep/mine.txt', 'mine\n');
  await expectInTheWay({ ...scene, commit }, ['tree/deep/mine.txt']);
  rmSync(join(repository.path, 'tree/deep/mine.txt'));
  mkdirSync(join(repository.path, 'tree/empty'));

  expect((await scene.land(commit)).kind).toBe('landed');
  expect(repository.read('tree')).toBe('a file\n');
  expect(repository.git('status', '--porcelain')).toBe('');
});

test('a file that becomes a folder of folders makes room for all of them', async () => {
  const scene = makeLandingScene({ tree: 'a file\n' });
  const { repository } = scene;
  const commit = scene.makeCommit((copy) => {
    removeFiles(copy, 'tree');
    copy.write('tree/deep/er/a.txt', 'a\n');
    copy.write('tree/deep/er/b.txt', 'b\n');
  });

  expect((await scene.land(commit)).kind).toBe('landed');
  expect(repository.read('tree/deep/er/b.txt')).toBe('b\n');
  expect(existsSync(join(repository.path, 'tree/deep'))).toBe(true);
  expect(repository.git('status', '--porcelain')).toBe('');
});
