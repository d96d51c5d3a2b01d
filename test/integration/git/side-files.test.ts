import { existsSync, mkdirSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { buildSideIndex, locateSide } from '../../../src/git/landing/file-sides.ts';
import { makeFilterPatience } from '../../../src/git/landing/filter-patience.ts';
import { hasWrittenInPlace, locateHeld } from '../../../src/git/landing/held-files.ts';
import { removeEmptyParents, removeFile, writeFiles } from '../../../src/git/landing/side-files.ts';
import { readTreeDifference, type Side } from '../../../src/git/tree-changes.ts';
import { RUN } from '../../support/landing-scene.ts';
import { makeFolder, makeRepository } from '../../support/repository.ts';

/** Two commits whose files are all missing in the work tree. */
async function makeScene({ limitMs = 60_000 } = {}) {
  const repository = makeRepository();
  const first = repository.commit({ 'x/a.txt': 'a\n', 'b.txt': 'b\n' });
  const second = repository.commit({ 'x/a.txt': 'a2\n', 'b.txt': 'b2\n', 'y/z/n.txt': 'n\n' });
  const { changes } = await readTreeDifference(repository.path, first, second);
  for (const { path } of changes) rmSync(join(repository.path, path));
  for (const folder of ['x', 'y']) rmSync(join(repository.path, folder), { recursive: true });
  const folder = makeFolder();
  mkdirSync(join(folder, 'held'));
  for (const side of ['old', 'new'] as const)
    await buildSideIndex(repository.path, locateSide(folder, side), changes, side);
  const write = (side: Side) =>
    writeFiles(
      repository.path,
      folder,
      changes.map((change, position) => ({ change, position, side })),
      makeFilterPatience(RUN, limitMs),
    );
  const hold = (path: string, text: string): void => {
    const at = changes.findIndex((change) => change.path === path);
    writeFileSync(locateHeld(folder, at), text);
  };
  const list = (): string[] =>
    repository
      .git('ls-files', '--others', '--cached', '--deduplicate')
      .split('\n')
      .filter((path) => existsSync(join(repository.path, path)));
  return { repository, folder, write, hold, list };
}

test('the files of either side are written, with their folders', async () => {
  for (const [side, files] of [
    ['old', ['README.md', 'b.txt', 'x/a.txt']],
    ['new', ['README.md', 'b.txt', 'x/a.txt', 'y/z/n.txt']],
  ] as const) {
    const { repository, folder, write, list } = await makeScene();
    expect(await write(side)).toEqual([]);
    expect(list()).toEqual(files);
    expect(repository.read('x/a.txt')).toBe(side === 'old' ? 'a\n' : 'a2\n');
    expect(hasWrittenInPlace(folder)).toBe(true);
  }
});

test('a held file is moved back to the old side, and not written', async () => {
  const { repository, write, hold } = await makeScene();
  hold('b.txt', "the user's\n");
  expect(await write('old')).toEqual([]);
  expect(repository.read('b.txt')).toBe("the user's\n");
  expect(repository.read('x/a.txt')).toBe('a\n');
  const other = await makeScene();
  other.hold('b.txt', "the user's\n");
  expect(await other.write('new')).toEqual([]);
  expect(other.repository.read('b.txt')).toBe('b2\n');
});

test('what stands in the way is named and stays', async () => {
  const { repository, write } = await makeScene();
  repository.write('x', 'a file\n');
  repository.write('b.txt/inside', 'i\n');
  expect((await write('new')).sort()).toEqual(['b.txt', 'x/a.txt']);
  expect(repository.read('x')).toBe('a file\n');
  expect(repository.read('b.txt/inside')).toBe('i\n');
  expect(repository.read('y/z/n.txt')).toBe('n\n');
});

test('files whose filter hangs are named, and the others are written', async () => {
  const { repository, write } = await makeScene({ limitMs: 1_000 });
  repository.write('.git/info/attributes', 'b.txt filter=slow\n');
  repository.git('config', 'filter.slow.smudge', 'sleep 600');
  expect(await write('new')).toEqual(['b.txt']);
  expect(repository.read('x/a.txt')).toBe('a2\n');
});

test('a filter that fails is an error', async () => {
  const { repository, write } = await makeScene();
  repository.write('.git/info/attributes', 'b.txt filter=broken\n');
  repository.git('config', 'filter.broken.required', 'true');
  repository.git('config', 'filter.broken.smudge', 'false');
  await expect(write('new')).rejects.toThrow('checkout-index');
  expect(repository.read('x/a.txt')).toBe('a2\n');
});

test('a file is removed where there is one', () => {
  const folder = makeFolder();
  writeFileSync(join(folder, 'a'), '');
  removeFile(folder, 'a');
  removeFile(folder, 'a');
  expect(existsSync(join(folder, 'a'))).toBe(false);
  mkdirSync(join(folder, 'a'));
  expect(() => removeFile(folder, 'a')).toThrow(/EISDIR|EPERM/);
});

function makeFolders(...files: string[]): string {
  const top = makeFolder();
  mkdirSync(join(top, 'x/y/z'), { recursive: true });
  for (const file of files) {
    mkdirSync(dirname(join(top, file)), { recursive: true });
    writeFileSync(join(top, file), '');
  }
  return top;
}

test('of the folders above a file that is gone, those that are empty go', () => {
  const top = makeFolders('x/kept');
  removeEmptyParents(top, 'x/y/z/gone');
  expect(readdirSync(join(top, 'x'))).toEqual(['kept']);
  // One that is not there any more does not keep the others.
  const other = makeFolders();
  rmSync(join(other, 'x/y/z'), { recursive: true });
  removeEmptyParents(other, 'x/y/z/gone');
  expect(readdirSync(other)).toEqual([]);
  expect(statSync(other).isDirectory()).toBe(true);
});

test('folders stay where the file is there, or where one is none', () => {
  const top = makeFolders('x/y/z/there');
  removeEmptyParents(top, 'x/y/z/there');
  expect(existsSync(join(top, 'x/y/z/there'))).toBe(true);
  const other = makeFolder();
  mkdirSync(join(other, 'x'));
  symlinkSync('x', join(other, 'link'));
  removeEmptyParents(other, 'link/gone');
  expect(readdirSync(other).sort()).toEqual(['link', 'x']);
});
