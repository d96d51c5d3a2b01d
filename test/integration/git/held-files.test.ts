import {
  appendFileSync,
  chmodSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  areInPlace,
  hasWrittenInPlace,
  holdFiles,
  isHeldAt,
  listWritten,
  locateHeld,
  noteWritesInPlace,
} from '../../../src/git/landing/held-files.ts';
import { makeFolder } from '../../support/repository.ts';

const [FILE, LINK, MODULE] = ['100644', '120000', '160000'].map((mode) => ({ mode, oid: '0' }));

/** Files of a work tree, the second one in a folder, and where they get their second names. */
function makeScene() {
  const [workTree, folder] = [makeFolder(), makeFolder()];
  mkdirSync(join(workTree, 'x'));
  for (const path of ['a', 'x/b']) writeFileSync(join(workTree, path), path);
  const changes = [
    { path: 'new', old: null, new: FILE ?? null },
    { path: 'a', old: FILE ?? null, new: null },
    { path: 'link', old: LINK ?? null, new: null },
    { path: 'module', old: MODULE ?? null, new: null },
    { path: 'x/b', old: FILE ?? null, new: FILE ?? null },
    { path: 'sparse', old: FILE ?? null, new: null },
  ];
  const index = new Map(
    ['a', 'x/b', 'sparse'].map((path) => [
      path,
      { mode: '100644', oid: '0', stage: 0, skipWorktree: path === 'sparse' },
    ]),
  );
  const held = holdFiles(workTree, folder, changes, index);
  return { workTree, folder, changes, index, held, a: join(workTree, 'a') };
}

test('files that are replaced or removed get a second name, and nothing else does', () => {
  const { folder, held } = makeScene();
  expect(held.map(({ path, heldAt, size }) => [path, heldAt, size])).toEqual([
    ['a', locateHeld(folder, 1), 1n],
    ['x/b', locateHeld(folder, 4), 3n],
  ]);
  expect(readFileSync(locateHeld(folder, 4), 'utf8')).toBe('x/b');
});

test('a file that is not there is an error', () => {
  const { workTree, folder, changes, index, a } = makeScene();
  rmSync(a);
  expect(() => holdFiles(workTree, join(folder, 'again'), changes, index)).toThrow('ENOENT');
});

test('files are in their places until another one is there', () => {
  const { workTree, held, a, folder } = makeScene();
  expect(areInPlace(workTree, held)).toBe(true);
  appendFileSync(a, 'more');
  expect(areInPlace(workTree, held)).toBe(true);
  writeFileSync(`${a}.new`, 'a');
  renameSync(`${a}.new`, a);
  expect(areInPlace(workTree, held)).toBe(false);
  expect(isHeldAt(a, locateHeld(folder, 1))).toBe(false);
  rmSync(a);
  expect(isHeldAt(a, locateHeld(folder, 1))).toBe(false);
  expect(isHeldAt(a, join(folder, 'none'))).toBe(false);
});

test('what is written since is seen by size, time or mode', () => {
  const { held, a } = makeScene();
  expect(listWritten(held)).toEqual([]);
  chmodSync(a, 0o600);
  expect(listWritten(held)).toEqual(['a']);
  chmodSync(a, Number(held[0]?.mode) & 0o777);
  expect(listWritten(held)).toEqual([]);
  utimesSync(a, 1, 1);
  expect(listWritten(held)).toEqual(['a']);
  const timed = held.map((file) => ({ ...file, modifiedNs: 1_000_000_000n }));
  expect(listWritten(timed)).toEqual(['x/b']);
  appendFileSync(a, 'more');
  utimesSync(a, 1, 1);
  expect(listWritten(timed)).toEqual(['a', 'x/b']);
});

test('that git writes in place is noted', () => {
  const folder = makeFolder();
  expect(hasWrittenInPlace(folder)).toBe(false);
  noteWritesInPlace(folder);
  expect(hasWrittenInPlace(folder)).toBe(true);
});
