import { createHash } from 'node:crypto';
import { copyFileSync, lstatSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { writeIndexStatus } from '../../../src/git/index-status.ts';
import { readEntryDetails } from '../../support/landing-scene.ts';
import { makeFolder, type TestRepository, useRepository } from '../../support/repository.ts';

const PATHS = ['a.txt', 'deep/b.txt', 'ä.txt'];

function makeScene(format: string, ...config: string[]): TestRepository & { index: string } {
  const repository = useRepository(makeFolder());
  repository.git('init', '--quiet', `--object-format=${format}`);
  for (const one of config) repository.git('config', ...one.split('='));
  repository.commit(Object.fromEntries([...PATHS, 'other.txt'].map((path) => [path, `${path}\n`])));
  repository.git('update-index', '--skip-worktree', 'other.txt');
  for (const path of PATHS) utimesSync(join(repository.path, path), 1, 1_234.5);
  return { ...repository, index: join(repository.path, '.git/index') };
}

function statusOf({ path }: TestRepository, names = PATHS) {
  return new Map(names.map((name) => [name, lstatSync(join(path, name), { bigint: true })]));
}

test.each([
  ['sha1', [], 20],
  ['sha256', [], 32],
  ['sha1', ['index.skipHash=true'], 20],
] as const)('an index of %s %s is told of files as git itself would tell it', (format, config, oidBytes) => {
  const scene = makeScene(format, ...config);
  const before = join(scene.path, '.git/index-before');
  copyFileSync(scene.index, before);
  scene.git('update-index', '--refresh');
  const wanted = readEntryDetails(scene, []);
  copyFileSync(before, scene.index);
  expect(readEntryDetails(scene, [])).not.toEqual(wanted);

  expect(writeIndexStatus(scene.index, statusOf(scene), oidBytes)).toBe(true);

  expect(readEntryDetails(scene, [])).toEqual(wanted);
  expect(scene.git('diff-files')).toBe('');
  scene.git('fsck', '--strict');
});

test('a checksum counts as one, whichever bytes of it are 0', () => {
  const scene = makeScene('sha1');
  const hasZero = (): boolean => readFileSync(scene.index).subarray(-20).includes(0);
  for (let number = 0; !hasZero(); number += 1) {
    scene.git('update-index', '--add', '--cacheinfo', `100644,${'1'.repeat(40)},more/${number}`);
  }

  expect(writeIndexStatus(scene.index, statusOf(scene), 20)).toBe(true);

  const bytes = readFileSync(scene.index);
  const checksum = createHash('sha1').update(bytes.subarray(0, -20)).digest();
  expect(bytes.subarray(-20).equals(checksum)).toBe(true);
});

test.each([
  ['of version 4', (scene: TestRepository) => scene.git('update-index', '--index-version', '4'), PATHS],
  ['without such a path', () => '', [...PATHS, 'README.md']],
])('an index %s stays as it is', (_, change, names) => {
  const scene = makeScene('sha1');
  change(scene);
  scene.write('README.md', 'new\n');
  const bytes = readFileSync(scene.index);

  expect(writeIndexStatus(scene.index, statusOf(scene, names), 20)).toBe(false);

  expect(readFileSync(scene.index).equals(bytes)).toBe(true);
});

test('a time after the year 2106 is cut off as git cuts it off', () => {
  const scene = makeScene('sha1');
  utimesSync(join(scene.path, 'a.txt'), 2 ** 32 + 5, 2 ** 32 + 5);
  writeIndexStatus(scene.index, statusOf(scene), 20);
  expect(scene.git('diff-files')).toBe('');
  writeFileSync(join(scene.path, 'a.txt'), 'changed\n');
  expect(scene.git('diff-files', '--name-only')).toBe('a.txt');
});
