import { mkdirSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { findObstacles, isSameMark, markFile, readStatus } from '../../../src/git/landing/path-obstacles.ts';
import type { IndexEntry } from '../../../src/git/index-file.ts';
import type { TreeChange } from '../../../src/git/tree-changes.ts';
import { makeFolder } from '../../support/repository.ts';

const FILE = { mode: '100644', oid: 'a'.repeat(40) };
const OTHER = { mode: '100644', oid: 'b'.repeat(40) };
const LINK = { mode: '120000', oid: 'c'.repeat(40) };
const MODULE = { mode: '160000', oid: 'd'.repeat(40) };

interface Case {
  /** A text is a file, `null` an empty folder, and `-> x` a link. */
  files?: Record<string, string | null>;
  changes: TreeChange[];
  /** By default as the old commit has it. */
  index?: Record<string, IndexEntry>;
}

function staged(entry: { mode: string; oid: string }, more: Partial<IndexEntry> = {}): IndexEntry {
  return { ...entry, stage: 0, skipWorktree: false, ...more };
}

function find({ files = {}, changes, index }: Case, seesFiles = true): string[] {
  const workTree = makeFolder();
  for (const [path, text] of Object.entries(files)) {
    const at = join(workTree, path);
    mkdirSync(dirname(at), { recursive: true });
    if (text === null) mkdirSync(at);
    else if (text.startsWith('-> ')) symlinkSync(text.slice(3), at);
    else writeFileSync(at, text);
  }
  const entries =
    index ??
    Object.fromEntries(changes.flatMap(({ path, old }) => (old === null ? [] : [[path, staged(old)]])));
  return findObstacles(seesFiles ? workTree : undefined, changes, new Map(Object.entries(entries)));
}

const change = (path: string, old: TreeChange['old'], next: TreeChange['new']): TreeChange => ({
  path,
  old,
  new: next,
});

test.each<[string, Case]>([
  ['a file that is changed', { files: { a: 'a' }, changes: [change('a', FILE, OTHER)] }],
  ['a file that is added', { changes: [change('x/y/a', null, FILE)] }],
  [
    'a file that is added where an empty folder is',
    { files: { a: null }, changes: [change('a', null, FILE)] },
  ],
  ['a file that is added to a folder', { files: { 'x/b': 'b' }, changes: [change('x/a', null, FILE)] }],
  ['a link that is changed', { files: { a: '-> b' }, changes: [change('a', LINK, FILE)] }],
  ['a link that is a file without links', { files: { a: 'b' }, changes: [change('a', LINK, FILE)] }],
  [
    'a folder that makes place for a file',
    {
      files: { 'a/b': 'b', 'a/c/d': 'd' },
      changes: [change('a', null, FILE), change('a/b', FILE, null), change('a/c/d', FILE, null)],
    },
  ],
  [
    'a file that makes place for a folder',
    { files: { a: 'a' }, changes: [change('a', FILE, null), change('a/b', null, FILE)] },
  ],
  [
    'a submodule that moves on',
    { files: { 'm/f': 'f' }, changes: [change('m', MODULE, { ...MODULE, oid: FILE.oid })] },
  ],
  ['a submodule that leaves', { files: { 'm/f': 'f' }, changes: [change('m', MODULE, null)] }],
  [
    'a submodule that a file replaces, without its files',
    { files: { m: null }, changes: [change('m', MODULE, FILE)] },
  ],
  ['a submodule that a file replaces, and that is not there', { changes: [change('m', MODULE, FILE)] }],
  [
    'a submodule that is added where an empty folder is',
    { files: { m: null }, changes: [change('m', null, MODULE)] },
  ],
  [
    'a file that a sparse checkout leaves out',
    { changes: [change('a', FILE, OTHER)], index: { a: staged(FILE, { skipWorktree: true }) } },
  ],
])("%s is in nobody's way", (_, scene) => {
  expect(find(scene)).toEqual([]);
});

test.each<[string, Case, string[]]>([
  ['a file that is not there', { changes: [change('a', FILE, OTHER)] }, ['a']],
  ['a link in the place of a file', { files: { a: '-> b' }, changes: [change('a', FILE, OTHER)] }, ['a']],
  ['a folder in the place of a file', { files: { 'a/b': 'b' }, changes: [change('a', FILE, OTHER)] }, ['a']],
  ['a folder in the place of a link', { files: { 'a/b': 'b' }, changes: [change('a', LINK, FILE)] }, ['a']],
  ['an untracked file', { files: { a: 'a' }, changes: [change('a', null, FILE)] }, ['a']],
  ['an untracked link', { files: { a: '-> b' }, changes: [change('a', null, FILE)] }, ['a']],
  [
    'untracked files in a folder',
    { files: { 'a/b': 'b', 'a/c/d': 'd' }, changes: [change('a', null, FILE)] },
    ['a/b', 'a/c/d'],
  ],
  [
    'a file beside those of a folder that leave',
    { files: { 'a/b': 'b', 'a/c': 'c' }, changes: [change('a', null, FILE), change('a/b', FILE, null)] },
    ['a/c'],
  ],
  [
    'a file in the place of a folder',
    { files: { x: 'x' }, changes: [change('x/y/a', null, FILE), change('x/b', null, FILE)] },
    ['x'],
  ],
  [
    'a link in the place of a folder',
    { files: { x: '-> y', 'y/b': 'b' }, changes: [change('x/a', null, FILE)] },
    ['x'],
  ],
  [
    'a file that is changed where a folder comes',
    { files: { x: 'x' }, changes: [change('x', FILE, OTHER), change('x/a', null, FILE)] },
    ['x'],
  ],
  [
    'a submodule with files that a file replaces',
    { files: { 'm/f': 'f' }, changes: [change('m', MODULE, FILE)] },
    ['m'],
  ],
  [
    'a file that a file replaces where a submodule was',
    { files: { m: 'f' }, changes: [change('m', MODULE, FILE)] },
    ['m'],
  ],
  ['files where a submodule comes', { files: { 'm/f': 'f' }, changes: [change('m', null, MODULE)] }, ['m']],
  ['a file where a submodule comes', { files: { m: 'f' }, changes: [change('m', null, MODULE)] }, ['m']],
])('%s is in the way', (_, scene, obstacles) => {
  expect(find(scene)).toEqual(obstacles);
  // Without files there is none.
  expect(find(scene, false)).toEqual([]);
});

test.each<[string, Case['index'], TreeChange['old']]>([
  ['is staged', { a: staged(OTHER) }, FILE],
  ['has another mode', { a: staged({ ...FILE, mode: '100755' }) }, FILE],
  ['is removed from the index', {}, FILE],
  ['is added to the index', { a: staged(FILE) }, null],
  ['is in conflict', { a: staged(FILE, { stage: 1 }) }, FILE],
  ['has an entry of no change', { a: staged(FILE), b: staged(FILE) }, FILE],
])('a path that %s is in the way, with files or without', (_, index = {}, old) => {
  const obstacles = 'b' in index ? ['b'] : ['a'];
  const files: Record<string, string> = old === null ? {} : { a: 'a' };
  const scene = { files, changes: [change('a', old, OTHER)], index };
  expect(find(scene)).toEqual(obstacles);
  expect(find(scene, false)).toEqual(obstacles);
});

test('a file is the same until something of it changes', () => {
  const path = join(makeFolder(), 'a');
  expect(isSameMark(markFile(path), undefined)).toBe(true);
  writeFileSync(path, 'one');
  utimesSync(path, 1, 1);
  const before = markFile(path);
  expect(isSameMark(before, markFile(path))).toBe(true);
  expect(isSameMark(before, undefined)).toBe(false);
  expect(isSameMark(undefined, before)).toBe(false);
  utimesSync(path, 1, 2);
  expect(isSameMark(before, markFile(path))).toBe(false);
  writeFileSync(path, 'one!');
  utimesSync(path, 1, 1);
  expect(isSameMark(before, markFile(path))).toBe(false);
  writeFileSync(path, 'one', { mode: 0o755 });
  utimesSync(path, 1, 1);
  expect(isSameMark(before, markFile(path))).toBe(true);
  writeFileSync(`${path}-`, 'one');
  utimesSync(`${path}-`, 1, 1);
  expect(isSameMark(before, markFile(`${path}-`))).toBe(false);
});

test('what is not there has no status, and what cannot be looked at is an error', () => {
  const folder = makeFolder();
  writeFileSync(join(folder, 'file'), '');
  symlinkSync('loop', join(folder, 'loop'));
  for (const look of [readStatus, markFile]) {
    expect(look(join(folder, 'none'))).toBeUndefined();
    expect(look(join(folder, 'file/below'))).toBeUndefined();
    expect(look(join(folder, 'loop'))?.isSymbolicLink()).toBe(true);
    expect(() => look(join(folder, 'loop/below'))).toThrow('ELOOP');
  }
  rmSync(join(folder, 'file'));
});
