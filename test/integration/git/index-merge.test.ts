import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { mergeIndex } from '../../../src/git/index-merge.ts';
import { readTreeDifference, type TreeChange } from '../../../src/git/tree-changes.ts';
import { fc } from '../../support/property.ts';
import { makeFolder, type TestRepository, useRepository } from '../../support/repository.ts';

const OID_BYTES = { sha1: 20, sha256: 32 };

/** A repository without files, whose indexes are made by name. */
function makeScene(format: keyof typeof OID_BYTES = 'sha1') {
  const repository = useRepository(makeFolder());
  repository.git('init', '--quiet', `--object-format=${format}`);
  const oidBytes = OID_BYTES[format];
  const blobs = Array.from({ length: 4 }, (_, number) => {
    writeFileSync(join(repository.path, 'blob'), `${number}\n`);
    return repository.git('hash-object', '-w', 'blob');
  });
  const ask = (index: string, args: readonly string[], input = ''): string =>
    execFileSync('git', args, {
      cwd: repository.path,
      env: { ...process.env, GIT_INDEX_FILE: join(repository.path, '.git', index) },
      input,
      encoding: 'utf8',
    }).trimEnd();
  /** Adds entries, given by path and number of the blob; the odd ones may be executed. */
  const stage = (index: string, entries: Iterable<readonly [string, number]>): void => {
    const lines = [...entries].map(
      ([path, blob]) => `${blob % 2 === 1 ? '100755' : '100644'} ${blobs[blob]}\t${path}\0`,
    );
    ask(index, ['update-index', '-z', '--index-info'], lines.join(''));
  };
  const makeTree = (entries: Iterable<readonly [string, number]>): string => {
    ask('made', ['read-tree', '--empty']);
    stage('made', entries);
    return ask('made', ['write-tree']);
  };
  const read = (index: string): Buffer => readFileSync(join(repository.path, '.git', index));
  const merge = (index: string, changes: readonly TreeChange[]): Buffer | undefined =>
    mergeIndex(read(index), changes, oidBytes);
  const write = (index: string, bytes: Buffer): void =>
    writeFileSync(join(repository.path, '.git', index), bytes);
  return { repository, blobs, ask, stage, makeTree, read, write, merge, oidBytes };
}

type Scene = ReturnType<typeof makeScene>;

/** Everything that git says of an index, and the tree that it makes of it. */
function describe({ ask }: Scene, index: string) {
  return {
    entries: ask(index, ['ls-files', '--stage', '--debug', '-v']),
    resolved: ask(index, ['ls-files', '--resolve-undo']),
    tree: ask(index, ['write-tree']),
    found: ask(index, ['fsck', '--strict', '--no-dangling', '--no-reflogs']),
  };
}

async function differ({ repository }: { repository: TestRepository }, from: string, to: string) {
  return (await readTreeDifference(repository.path, from, to)).changes;
}

// Some lie beside others in the order of their bytes: `a-b` between `a` and `a/b`.
const FOLDERS = ['', 'a/', 'a-b/', 'a/b/', 'ä/', 'z/y/x/'];
const NAMES = ['a-', 'file', 'file.txt', 'ö', 'long'.repeat(30)];
const path = fc
  .tuple(fc.constantFrom(...FOLDERS), fc.constantFrom(...NAMES))
  .map(([folder, name]) => `${folder}${name}`);
const entries = fc.dictionary(path, fc.nat(3), { minKeys: 1, maxKeys: 14 });

test.each([
  ['sha1', 20],
  ['sha256', 6],
] as const)(
  'an index of %s is merged as git merges it, and its trees are right',
  async (format, numRuns) => {
    const scene = makeScene(format);
    await fc.assert(
      fc.asyncProperty(entries, entries, entries, fc.boolean(), async (old, changed, own, hasTrees) => {
        const next = { ...old, ...changed };
        // What has a 3 in both leaves.
        for (const [name, blob] of Object.entries(changed)) if (blob === 3) delete next[name];
        const [from, to] = [scene.makeTree(Object.entries(old)), scene.makeTree(Object.entries(next))];
        const changes = await differ(scene, from, to);
        const touched = new Set(changes.map((change) => change.path));
        scene.ask('ours', ['read-tree', from]);
        // What the user has staged beside it.
        scene.stage(
          'ours',
          Object.entries(own).filter(([name]) => !touched.has(name)),
        );
        if (hasTrees) scene.ask('ours', ['write-tree']);
        scene.write('theirs', scene.read('ours'));

        const merged = scene.merge('ours', changes);

        scene.ask('theirs', ['read-tree', '-m', from, to]);
        if (merged === undefined) throw new Error('git was to merge it');
        scene.write('ours', merged);
        expect(describe(scene, 'ours')).toEqual(describe(scene, 'theirs'));
      }),
      { numRuns },
    );
  },
  60_000,
);

/** An index with `file`, `a/file` and `z/z`, its trees written, and a change of `a/file`. */
async function makeIndex(
  scene = makeScene(),
  next: Record<string, number> = { file: 0, 'a/file': 2, 'z/z': 0 },
) {
  const old = { file: 0, 'a/file': 0, 'z/z': 0 };
  const [from, to] = [scene.makeTree(Object.entries(old)), scene.makeTree(Object.entries(next))];
  scene.ask('index', ['read-tree', from]);
  return { ...scene, from, to, changes: await differ(scene, from, to) };
}

test.each<[string, (scene: Awaited<ReturnType<typeof makeIndex>>) => unknown]>([
  ['of version 4', ({ ask }) => ask('index', ['update-index', '--index-version', '4'])],
  ['with a cache of untracked files', ({ ask }) => ask('index', ['update-index', '--force-untracked-cache'])],
  ['whose entry has something else', ({ stage }) => stage('index', [['a/file', 3]])],
  [
    'whose entry has another mode',
    ({ ask, blobs }) => ask('index', ['update-index', '--cacheinfo', `100755,${blobs[0]},a/file`]),
  ],
  [
    'whose entry is assumed unchanged',
    ({ ask }) => ask('index', ['update-index', '--assume-unchanged', 'a/file']),
  ],
  [
    'whose entry is left out of the work tree',
    ({ ask }) => ask('index', ['update-index', '--skip-worktree', 'a/file']),
  ],
  ['without the entry', ({ ask }) => ask('index', ['rm', '--cached', '--quiet', 'a/file'])],
  [
    'in the middle of a merge of the entry',
    ({ ask, blobs }) => {
      ask('index', ['rm', '--cached', '--quiet', 'a/file']);
      const stages = [1, 2, 3].map((number) => `100644 ${blobs[number]} ${number}\ta/file\n`);
      ask('index', ['update-index', '--index-info'], stages.join(''));
    },
  ],
  ['that is cut off', ({ read, write }) => write('index', read('index').subarray(0, -30))],
])('an index %s is left to git', async (_, change) => {
  const scene = await makeIndex();
  expect(scene.merge('index', scene.changes)).toBeDefined();
  change(scene);
  expect(scene.merge('index', scene.changes)).toBeUndefined();
});

test.each([
  ['a file becomes a folder', { file: 0, 'a/file/b': 0, 'z/z': 0 }],
  ['a folder becomes a file', { file: 0, a: 0, 'z/z': 0 }],
])('where %s, git merges', async (_, next) => {
  const scene = await makeIndex(makeScene(), next);
  expect(scene.merge('index', scene.changes)).toBeUndefined();
});

test.each([
  '../out',
  'a/../b',
  './a',
  'a//b',
  '.git/config',
  'a/.GIT/hooks/b',
  'git~1/b',
  '.g\u200Cit/b',
  '.git ./b',
  'a\\.git\\b',
])('a new file at %j is for git to refuse', async (odd) => {
  const { merge, blobs } = await makeIndex();
  const added = { mode: '100644', oid: blobs[0] ?? '' };
  expect(merge('index', [{ path: 'fine', old: null, new: added }])).toBeDefined();
  expect(merge('index', [{ path: odd, old: null, new: added }])).toBeUndefined();
});

test('a new file is no second entry of one that is there', async () => {
  const { merge, blobs } = await makeIndex();
  const added = { mode: '100644', oid: blobs[1] ?? '' };
  expect(merge('index', [{ path: 'file', old: null, new: added }])).toBeUndefined();
});

test('a merge that was resolved can be taken up again', async () => {
  const scene = await makeIndex();
  const { ask, blobs } = scene;
  ask('index', ['rm', '--cached', '--quiet', 'z/z']);
  const stages = [1, 2, 3].map((number) => `100644 ${blobs[number]} ${number}\tz/z\n`);
  ask('index', ['update-index', '--index-info'], stages.join(''));
  scene.stage('index', [['z/z', 0]]);
  const before = ask('index', ['ls-files', '--resolve-undo']);
  expect(before).toContain('z/z');

  scene.write('index', scene.merge('index', scene.changes) ?? Buffer.of());

  expect(ask('index', ['ls-files', '--resolve-undo'])).toBe(before);
  expect(ask('index', ['write-tree'])).toBe(scene.to);
});

test('trees of folders that nothing changes in are kept, the others are not', async () => {
  const scene = await makeIndex();
  const merged = scene.merge('index', scene.changes) ?? Buffer.of();
  const treeOf = (folder: string): Buffer =>
    Buffer.from(scene.repository.git('rev-parse', `${scene.from}:${folder}`), 'hex');

  expect(merged.includes(treeOf('z'))).toBe(true);
  expect(merged.includes(treeOf('a'))).toBe(false);
  expect(merged.includes(Buffer.from(scene.from, 'hex'))).toBe(false);
});

test.each([
  ['that says nothing', ''],
  ['that is cut off', '\0'],
  ['that has no object', '\x003 0\nshort'],
  ['that names more folders than it has', `\x003 1\n${'o'.repeat(20)}`],
  ['that goes on behind its end', `\x003 0\n${'o'.repeat(20)}more`],
  ['that counts in words', '\x00three 0\n'],
])('an index with a cache of trees %s is left to git', async (_, cacheTree) => {
  const { merge, read, write, oidBytes, changes } = await makeIndex();
  const bytes = read('index');
  const at = bytes.indexOf('TREE');
  const length = Buffer.alloc(4);
  length.writeUInt32BE(cacheTree.length);
  const checksum = Buffer.alloc(oidBytes);
  const content = Buffer.from(cacheTree, 'latin1');
  write('index', Buffer.concat([bytes.subarray(0, at + 4), length, content, checksum]));

  expect(merge('index', changes)).toBeUndefined();
});

test('an index without a checksum stays without one', async () => {
  const scene = await makeIndex();
  const bytes = scene.read('index');
  bytes.fill(0, bytes.length - scene.oidBytes);
  scene.write('index', bytes);
  const merged = scene.merge('index', scene.changes) ?? Buffer.of();
  expect(merged.subarray(-scene.oidBytes).every((byte) => byte === 0)).toBe(true);
});
