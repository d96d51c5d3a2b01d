import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { fc } from '@fast-check/vitest';
import { expect, test } from 'vitest';
import { readLooseDifference } from '../../../src/git/loose-difference.ts';
import { readLooseTree } from '../../../src/git/loose-object.ts';
import { readTreeDifference } from '../../../src/git/tree-changes.ts';
import { makeFolder, makeRepository, type TestRepository, useRepository } from '../../support/repository.ts';

const BLOBS = ['1', '2', '3'].map((digit) => digit.repeat(40));
const path = fc
  .array(fc.constantFrom('a', 'a-b', 'a.txt', 'b', 'ä'), { minLength: 1, maxLength: 3 })
  .map((names) => names.join('/'));
const entry = fc.tuple(
  path,
  fc.constantFrom('100644', '100755', '120000', '160000'),
  fc.constantFrom(...BLOBS),
);

/** Commits these entries and nothing else; the blobs need not exist. */
function commitEntries(
  { git }: TestRepository,
  entries: readonly (readonly [string, string, string])[],
): string {
  git('read-tree', '--empty');
  for (const [name, mode, oid] of entries) {
    git('update-index', '--add', '--replace', '--cacheinfo', `${mode},${oid},${name}`);
  }
  return git('commit-tree', '-m', 'test: entries', git('write-tree', '--missing-ok'));
}

async function expectAlike(repository: TestRepository, from: string, to: string): Promise<void> {
  const objects = join(repository.path, '.git/objects');
  const [read, said] = [
    readLooseDifference(objects, from, to),
    await readTreeDifference(repository.path, from, to),
  ];
  expect(read?.changes).toEqual(said.changes);
  expect([...new Set(read?.objects)].sort()).toEqual([...new Set(said.objects)].sort());
}

test('says of any two commits what git says', async () => {
  const repository = makeRepository();
  await fc.assert(
    fc.asyncProperty(
      fc.array(entry, { maxLength: 6 }),
      fc.array(entry, { maxLength: 6 }),
      fc.array(entry, { maxLength: 4 }),
      async (shared, before, after) => {
        const from = commitEntries(repository, [...shared, ...before]);
        await expectAlike(repository, from, commitEntries(repository, [...shared, ...after]));
      },
    ),
    { numRuns: 20, seed: 11 },
  );
});

test('reads a repository with SHA-256, and a commit that is signed or long', async () => {
  const repository = useRepository(makeFolder());
  repository.git('init', '--quiet', '--object-format=sha256');
  const from = repository.commit({ 'a.txt': '1\n', 'deep/b.txt': '2\n' }, 'test: one');
  symlinkSync('a.txt', join(repository.path, 'link'));
  rmSync(join(repository.path, 'deep'), { recursive: true });
  repository.git('add', '--all');
  repository.git('commit', '--quiet', '-m', `test: two\n\ntree ${'0'.repeat(64)}\n\n${'words '.repeat(500)}`);
  await expectAlike(repository, from, repository.git('rev-parse', 'HEAD'));
});

test('leaves to git what is missing or damaged', () => {
  const repository = makeRepository();
  const objects = join(repository.path, '.git/objects');
  const from = repository.commit({ 'a/b.txt': '1\n' }, 'test: one');
  const to = repository.commit({ 'a/b.txt': '2\n' }, 'test: two');
  expect(readLooseDifference(objects, from, to)?.changes).toHaveLength(1);
  expect(readLooseDifference(objects, from, '1'.repeat(40))).toBeUndefined();
  const tree = repository.git('rev-parse', `${to}:a`);
  const file = join('.git/objects', tree.slice(0, 2), tree.slice(2));
  rmSync(join(repository.path, file));
  repository.write(file, 'not an object');
  expect(readLooseDifference(objects, from, to)).toBeUndefined();
});

const OID = '\u0001'.repeat(20);

test.each([
  ['whose only entry is whole', `40000 a\0${OID}`, ['a']],
  ['without entries', '', []],
  ['whose last entry has no end', `40000 a\0${OID}100644 b\0${OID.slice(1)}`, undefined],
  ['whose last entry has a name alone', `40000 a\0${OID}100644 b`, undefined],
  // As long as an entry, so that the end alone does not tell.
  ['whose only entry has a name alone', `100644 ${'b'.repeat(13)}`, undefined],
  ['with an entry of no mode', ` a\0${OID}`, undefined],
  ['with an entry of no mode after another one', `40000 a\0${OID} b\0${OID}`, undefined],
  ['with an entry of no name and no mode', `a\0${OID}`, undefined],
])('a tree %s is read whole or not at all', (_, bytes, names) => {
  const objects = makeFolder();
  const oid = '2'.repeat(40);
  mkdirSync(join(objects, '22'));
  const tree = Buffer.from(bytes, 'latin1');
  writeFileSync(
    join(objects, '22', oid.slice(2)),
    deflateSync(Buffer.concat([Buffer.from(`tree ${tree.length}\0`), tree])),
  );
  const items = readLooseTree(objects, oid);
  expect(items && [...items.keys()]).toEqual(names);
  for (const item of items?.values() ?? []) expect(item).toEqual({ mode: '040000', oid: '01'.repeat(20) });
});

test('leaves to git what is in a pack', () => {
  const repository = makeRepository();
  const from = repository.commit({ 'a/b.txt': '1\n' }, 'test: one');
  repository.git('gc', '--quiet', '--prune=now');
  const to = repository.commit({ 'a/b.txt': '2\n' }, 'test: two');
  expect(readLooseDifference(join(repository.path, '.git/objects'), from, to)).toBeUndefined();
});
