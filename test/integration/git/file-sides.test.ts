import { chmodSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  buildSideIndex,
  fileEntryOf,
  findWriter,
  holdsBlob,
  listDiffering,
  listFiltered,
} from '../../../src/git/landing/file-sides.ts';
import { makeFilterPatience } from '../../../src/git/landing/filter-patience.ts';
import { readTreeDifference, type Side } from '../../../src/git/tree-changes.ts';
import { RUN } from '../../support/landing-scene.ts';
import { makeFolder, makeRepository } from '../../support/repository.ts';

/** Two commits that differ in some files; the work tree has the old one. */
async function makeScene() {
  const repository = makeRepository();
  const old = repository.commit({ 'a.txt': 'a long text\n', 'b.txt': 'b\n', 'gone.txt': 'g\n' });
  repository.git('rm', '--quiet', 'gone.txt');
  const next = repository.commit({ 'a.txt': 'another\n', 'b.txt': 'b2\n', 'new.txt': 'n\n' });
  const { changes } = await readTreeDifference(repository.path, old, next);
  repository.git('reset', '--quiet', '--hard', old);
  const patience = makeFilterPatience(RUN, 60_000);
  const changeOf = (path: string) => {
    const change = changes.find((one) => one.path === path);
    if (change === undefined) throw new Error(path);
    return change;
  };
  const list = async (side: Side, asks = true) => {
    const index = join(makeFolder(), 'index-side');
    await buildSideIndex(repository.path, index, changes, side);
    const found = await listDiffering(repository.path, index, changes, side, asks ? patience : undefined);
    return { paths: [...found.paths].sort(), undecided: [...found.undecided].sort() };
  };
  return { repository, changes, changeOf, patience, list };
}

const NO = { paths: [], undecided: [] };

test('files that are as one side has them differ from the other', async () => {
  const { repository, list } = await makeScene();
  const all = ['a.txt', 'b.txt', 'gone.txt', 'new.txt'];
  for (const asks of [true, false]) {
    expect(await list('old', asks)).toEqual(NO);
    expect(await list('new', asks)).toEqual({ paths: all, undecided: [] });
    repository.write('b.txt', 'mine\n');
    repository.write('new.txt', 'mine\n');
    expect(await list('old', asks)).toEqual({ paths: ['b.txt', 'new.txt'], undecided: [] });
    repository.git('checkout', '--quiet', 'b.txt');
    rmSync(join(repository.path, 'new.txt'));
    // It may hold other files of the side.
    mkdirSync(join(repository.path, 'new.txt'));
    expect(await list('old', asks)).toEqual(NO);
    rmSync(join(repository.path, 'new.txt'), { recursive: true });
  }
});

test('files whose filter is not asked, or fails, are not decided', async () => {
  const { repository, list } = await makeScene();
  repository.write('.git/info/attributes', 'a.txt filter=broken\n');
  repository.git('config', 'filter.broken.required', 'true');
  repository.git('config', 'filter.broken.clean', 'false');
  repository.write('a.txt', 'mine\n');
  repository.write('b.txt', 'mine\n');
  const expected = { paths: ['a.txt', 'b.txt'], undecided: ['a.txt'] };
  expect(await list('old')).toEqual(expected);
  expect(await list('old', false)).toEqual(expected);
});

test('only an attribute with a name is that of a filter', async () => {
  const { repository } = await makeScene();
  repository.write('.gitattributes', 'set filter\nunset -filter\nnamed filter=lfs\nlater filter=x\n');
  const filtered = await listFiltered(repository.path, ['set', 'unset', 'none', 'named', 'later']);
  expect([...filtered]).toEqual(['named', 'later']);
  expect(await listFiltered(repository.path, [])).toEqual(new Set());
});

test('a submodule is no file, and the old side is what the file has', () => {
  const [one, other] = [
    { mode: '100644', oid: 'a' },
    { mode: '160000', oid: 'b' },
  ];
  expect(fileEntryOf({ path: 'p', old: one, new: other }, 'old')).toBe(one);
  expect(fileEntryOf({ path: 'p', old: one, new: other }, 'new')).toBeNull();
  expect(fileEntryOf({ path: 'p', old: null, new: null }, 'old')).toBeNull();
  const file = { mode: '100644', oid: 'c' };
  expect(fileEntryOf({ path: 'p', old: one, new: one, file }, 'old')).toBe(file);
  expect(fileEntryOf({ path: 'p', old: one, new: one, file }, 'new')).toBe(one);
});

test.each([
  ['the old bytes', 'a long text\n', 'planex', 'planex'],
  ['the new bytes', 'another\n', 'planex', 'planex'],
  ['the beginning of the old bytes', 'a lo', 'unknown', 'user'],
  ['the beginning of the new bytes', 'anoth', 'unknown', 'user'],
  ['nothing', '', 'unknown', 'unknown'],
  ['other bytes', 'mine\n', 'user', 'user'],
  ['more than the bytes', 'another\nand more\n', 'user', 'user'],
])('a file with %s', async (_, text, ifCut, otherwise) => {
  const { repository, changeOf, patience } = await makeScene();
  repository.write('a.txt', text);
  const change = changeOf('a.txt');
  expect(await findWriter(repository.path, change, { mayBeCut: true, patience })).toBe(ifCut);
  expect(await findWriter(repository.path, change, { mayBeCut: false, patience })).toBe(otherwise);
});

test('a file that is missing, or is none', async () => {
  const { repository, changeOf, patience } = await makeScene();
  const find = (mayBeCut: boolean) => findWriter(repository.path, changeOf('a.txt'), { mayBeCut, patience });
  rmSync(join(repository.path, 'a.txt'));
  expect(await find(true)).toBe('planex');
  expect(await find(false)).toBe('user');
  symlinkSync('b.txt', join(repository.path, 'a.txt'));
  expect(await find(true)).toBe('user');
});

test("bytes that git would write by a filter are planex's, and its beginning is nobody's", async () => {
  const { repository, changeOf, patience } = await makeScene();
  repository.write('.git/info/attributes', 'a.txt filter=upper\n');
  repository.git('config', 'filter.upper.smudge', 'tr a-z A-Z');
  const find = (mayBeCut: boolean) => findWriter(repository.path, changeOf('a.txt'), { mayBeCut, patience });
  repository.write('a.txt', 'ANOTHER\n');
  expect(await find(false)).toBe('planex');
  repository.write('a.txt', 'ANO');
  expect(await find(true)).toBe('unknown');
  expect(await find(false)).toBe('user');
  repository.git('config', 'filter.upper.required', 'true');
  repository.git('config', 'filter.upper.smudge', 'false');
  expect(await find(true)).toBe('user');
});

test('a file holds a blob with its very bytes and its mode', async () => {
  const { repository, changeOf } = await makeScene();
  const holds = (path: string, side: Side) => holdsBlob(repository.path, changeOf(path), side);
  expect(holds('a.txt', 'old')).toBe(true);
  expect(holds('a.txt', 'new')).toBe(false);
  expect(holds('new.txt', 'new')).toBe(false);
  expect(holds('gone.txt', 'new')).toBe(false);
  chmodSync(join(repository.path, 'a.txt'), 0o755);
  expect(holds('a.txt', 'old')).toBe(false);
  const change = changeOf('a.txt');
  const program = { ...change, old: { mode: '100755', oid: change.old?.oid ?? '' } };
  expect(holdsBlob(repository.path, program, 'old')).toBe(true);
  rmSync(join(repository.path, 'a.txt'));
  symlinkSync('b.txt', join(repository.path, 'a.txt'));
  expect(holds('a.txt', 'old')).toBe(false);
});
