import { chmodSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fc } from '@fast-check/vitest';
import { expect, test } from 'vitest';
import { readIndexFile } from '../../../src/git/index-file.ts';
import { makeFolder, makeRepository, type TestRepository, useRepository } from '../../support/repository.ts';

const NAMES = ['a', 'a-b', 'a.txt', 'b', 'ä', 'sp ace', 'long'.repeat(20)];
/** Longer than the index can say beside the path. */
const LONG = `${'deep/'.repeat(900)}file`;

/** What git says of the paths, in the form of what is read from the file. */
function askGit(repository: TestRepository, paths: readonly string[]) {
  const listed = repository.git('--literal-pathspecs', 'ls-files', '-s', '-v', '-z', '--', ...paths);
  return Object.fromEntries(
    listed.split('\0').flatMap((record) => {
      const [facts = '', path] = record.split('\t');
      const [tag, mode, oid, stage] = facts.split(' ');
      if (path === undefined) return [];
      return [[path, { mode, oid, stage: Number(stage), skipWorktree: tag === 'S' }] as const];
    }),
  );
}

function readFile(repository: TestRepository, paths: readonly string[], oidBytes = 20) {
  const read = readIndexFile(join(repository.path, '.git/index'), paths, oidBytes);
  return read === undefined ? undefined : Object.fromEntries(read);
}

const path = fc
  .array(fc.constantFrom(...NAMES), { minLength: 1, maxLength: 3 })
  .map((names) => names.join('/'));

test('says of any paths of any index what git says', () => {
  const repository = makeRepository();
  fc.assert(
    fc.property(
      fc.array(path, { minLength: 1, maxLength: 12 }),
      fc.array(path, { minLength: 1, maxLength: 5 }),
      fc.nat(3),
      (tracked, asked, skipped) => {
        repository.git('read-tree', '--empty');
        const blob = '1'.repeat(40);
        for (const [number, one] of tracked.entries()) {
          const mode = ['100644', '100755', '120000', '160000'][number % 4];
          repository.git('update-index', '--add', '--replace', '--cacheinfo', `${mode},${blob},${one}`);
        }
        const present = repository.git('ls-files', '-z').split('\0').filter(Boolean);
        const left = present.slice(0, skipped);
        if (left.length > 0) repository.git('update-index', '--skip-worktree', '--', ...left);
        const paths = [...new Set([...asked, ...tracked.slice(0, 2)])];
        expect(readFile(repository, paths)).toEqual(askGit(repository, paths));
      },
    ),
    { numRuns: 25, seed: 7 },
  );
});

test('reads stages, promised files and very long paths', () => {
  const repository = makeRepository();
  repository.commit({ 'a.txt': '1\n', 'run.sh': 'x\n' }, 'test: files');
  repository.git('checkout', '--quiet', '-b', 'other');
  repository.commit({ 'a.txt': '2\n' }, 'test: two');
  repository.git('checkout', '--quiet', 'main');
  repository.commit({ 'a.txt': '3\n' }, 'test: three');
  expect(() => repository.git('merge', '--quiet', 'other')).toThrow();
  repository.write('promised.txt', 'p\n');
  repository.git('add', '--intent-to-add', 'promised.txt');
  chmodSync(join(repository.path, 'run.sh'), 0o755);
  symlinkSync('a.txt', join(repository.path, 'link'));
  repository.git('add', 'run.sh', 'link');
  repository.git('update-index', '--add', '--cacheinfo', `100644,${'1'.repeat(40)},${LONG}`);
  const paths = ['a.txt', LONG, 'promised.txt', 'run.sh', 'link', 'deep', 'absent'];

  const read = readFile(repository, paths);

  expect(read).toEqual(askGit(repository, paths));
  expect(read?.['a.txt']?.stage).toBe(3);
});

test('what stands beside a folder is not in it, whatever its name begins with', () => {
  const repository = makeRepository();
  // In the order of bytes these come after all that is in the folder.
  repository.commit({ 'a/x.txt': '1\n', a0: '2\n', 'a0-y.txt': '3\n' }, 'test: files');
  expect(Object.keys(readFile(repository, ['a']) ?? {})).toEqual(['a/x.txt']);
});

test('reads an index with object names of SHA-256', () => {
  const repository = useRepository(makeFolder());
  repository.git('init', '--quiet', '--object-format=sha256');
  repository.commit({ 'a.txt': '1\n', 'b/c.txt': '2\n' }, 'test: files');
  expect(readFile(repository, ['a.txt', 'b'], 32)).toEqual(askGit(repository, ['a.txt', 'b']));
});

test('leaves to git what only git reads', () => {
  const kinds: [string, (repository: TestRepository) => void][] = [
    ['version 4', ({ git }) => void git('update-index', '--index-version', '4')],
    ['split', ({ git }) => void git('update-index', '--split-index')],
    ['sparse', ({ git }) => void git('sparse-checkout', 'set', '--cone', '--sparse-index', 'b')],
    ['cut short', (repository) => repository.write('.git/index', 'DIRC\0\0\0\u0002\0\0\0\u0009')],
    ['empty', (repository) => repository.write('.git/index', '')],
    ['of something else', (repository) => repository.write('.git/index', 'x'.repeat(400))],
    ['absent', ({ path: top }) => rmSync(join(top, '.git/index'))],
  ];
  for (const [kind, make] of kinds) {
    const repository = makeRepository();
    repository.commit({ 'a/x.txt': '1\n', 'b/y.txt': '2\n' }, 'test: files');
    make(repository);
    expect(readFile(repository, ['a/x.txt']), kind).toBeUndefined();
  }
});
