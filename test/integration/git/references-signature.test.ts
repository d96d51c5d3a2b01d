import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { signFiles } from '../../../src/git/file-signature.ts';
import { signBranches, signReferences, signShared } from '../../../src/git/references-signature.ts';
import { openRepository } from '../../../src/git/repository.ts';
import { makeSharedReader, readSharedState } from '../../../src/git/workspace/shared-state.ts';
import { makeFolder, makeRepository, type TestRepository, useRepository } from '../../support/repository.ts';

/** Long enough from now that nothing is young any more. */
const LATER_MS = 60_000;

async function sign(repository: TestRepository): Promise<string | undefined> {
  return signReferences(await openRepository(repository.path), Date.now() + LATER_MS);
}

test('what was written a moment ago is told by what stands in it, as far as that is short', async () => {
  const repository = makeRepository();
  const opened = await openRepository(repository.path);
  const head = join(opened.gitDir, 'HEAD');
  // A clock that is behind makes all of it young, and one instant for all hides what the file system tells of a change.
  const sign = (): string | undefined => hideInstants(signReferences(opened, 0));
  repository.git('branch', 'maim');
  const before = sign();
  expect(before).toContain('ref: refs/heads/main');
  expect(sign()).toBe(before);
  overwrite(head, 'ref: refs/heads/maim\n');
  expect(sign()).not.toBe(before);
  writeFileSync(join(opened.commonDir, 'packed-refs'), '#'.repeat(70_000));
  expect(signReferences(opened, 0)).toBeUndefined();
});

/** Leaves of a signature what is no instant. */
function hideInstants(signature: string | undefined): string | undefined {
  return signature?.replace(/:\d{16,}/g, '');
}

/** Writes into a file as it is, without another in its place. */
function overwrite(path: string, text: string): void {
  writeFileSync(path, text, { flag: 'r+' });
}

test('a change of files, index or other references is none', async () => {
  const repository = makeRepository();
  const before = await sign(repository);
  repository.write('README.md', 'changed\n');
  repository.git('add', '--all');
  repository.git('update-ref', 'refs/planex/runs/run-1', 'HEAD');
  expect(await sign(repository)).toBe(before);
});

test('where a file stands in the place of a folder, nothing is in it', () => {
  const folder = makeFolder();
  writeFileSync(join(folder, 'file'), '');
  expect(signFiles([join(folder, 'file/inside')])).toBe(`${join(folder, 'file/inside')} -`);
});

test('where another work tree is detached is none, whether it is on a branch is one', async () => {
  const repository = makeRepository();
  const linked = join(makeFolder(), 'tree');
  repository.git('worktree', 'add', '--quiet', '--detach', linked);
  const before = await sign(repository);
  const signThere = await sign(useRepository(linked));
  repository.git('-C', linked, 'commit', '--quiet', '--allow-empty', '-m', 'more');
  expect(await sign(repository)).toBe(before);
  expect(await sign(useRepository(linked))).not.toBe(signThere);
  repository.git('-C', linked, 'switch', '--quiet', '-c', 'elsewhere');
  expect(await sign(repository)).not.toBe(before);
});

test('what work trees share is told anew when it has changed, and then only is it signed by another text', async () => {
  const repository = makeRepository();
  const { git } = repository;
  const opened = await openRepository(repository.path);
  const readShared = makeSharedReader(opened);
  const changes: [string, () => unknown, boolean][] = [
    ['a file', () => repository.write('README.md', 'changed\n'), false],
    ['a commit', () => git('commit', '--quiet', '--all', '-m', 'more'), true],
    ['a tag', () => git('tag', 'v1'), true],
    ['a tag that moves', () => git('tag', '--force', 'v1', 'HEAD~1'), true],
    ['a setting', () => git('config', 'core.editor', 'true'), true],
    ['a setting in another file', () => repository.write('.git/more', '[a]\nb = c\n'), false],
    ['that other file', () => git('config', 'include.path', 'more'), true],
    ['a change in there', () => repository.write('.git/more', '[a]\nb = d\n'), false],
  ];
  for (const [what, change, isAnother] of changes) {
    const before = signShared(opened, Date.now() + LATER_MS);
    change();
    expect(signShared(opened, Date.now() + LATER_MS) !== before, what).toBe(isAnother);
    expect(await readShared(), what).toEqual(await readSharedState({ home: repository.path }));
  }
  repository.write('README.md', 'stashed\n');
  git('stash', 'push', '--quiet');
  expect((await readShared()).refs.has('refs/stash')).toBe(true);
});

describe('is another after', () => {
  const changes: Record<string, (repository: TestRepository) => void> = {
    'a commit': ({ git }) => git('commit', '--quiet', '--allow-empty', '-m', 'more'),
    'a switch to a branch at the same commit': ({ git }) => git('switch', '--quiet', '-c', 'other'),
    'a detached HEAD': ({ git }) => git('checkout', '--quiet', '--detach'),
    'a new branch in a folder': ({ git }) => git('branch', 'deep/er/branch'),
    'a deleted branch': ({ git }) => git('branch', '--quiet', '-D', 'spare'),
    'packed references': ({ git }) => git('pack-refs', '--all'),
    'a move of a branch that is packed': ({ git }) => {
      git('pack-refs', '--all');
      git('update-ref', 'refs/heads/spare', git('commit-tree', '-m', 'loose', 'HEAD^{tree}'));
    },
    'a new work tree': ({ git }) => git('worktree', 'add', '--quiet', join(makeFolder(), 'tree')),
    'a work tree that is gone': ({ path }) => rmSync(join(path, '../linked-tree'), { recursive: true }),
    'a switch in another work tree': ({ git }) =>
      git('-C', '../linked-tree', 'switch', '--quiet', '-c', 'elsewhere'),
    'a setting': ({ git }) => git('config', 'core.editor', 'true'),
    'a shallow boundary': ({ write }) => write('.git/shallow', 'boundary\n'),
  };

  test.each(Object.keys(changes))('%s', async (name) => {
    const repository = makeLinked();
    const before = await sign(repository);
    changes[name]?.(repository);
    const after = await sign(repository);
    expect(after).toBeTypeOf('string');
    expect(after).not.toBe(before);
  });
});

describe('the branches alone', () => {
  const signAlone = async (repository: TestRepository): Promise<string | undefined> =>
    signBranches(await openRepository(repository.path), Date.now() + LATER_MS);

  test('are another after a commit or a checkout here, not after what happens in another work tree', async () => {
    const repository = makeLinked();
    repository.git('-C', '../linked-tree', 'checkout', '--quiet', '--detach');
    const before = await signAlone(repository);
    expect(before).toBeTypeOf('string');
    repository.git('-C', '../linked-tree', 'commit', '--quiet', '--allow-empty', '-m', 'on no branch');
    expect(await signAlone(repository)).toBe(before);
    repository.git('checkout', '--quiet', '--detach');
    expect(await signAlone(repository)).not.toBe(before);
    repository.git('checkout', '--quiet', 'main');
    repository.git('branch', '--force', 'spare', repository.git('-C', '../linked-tree', 'rev-parse', 'HEAD'));
    expect(await signAlone(repository)).not.toBe(before);
  });

  test('are another when the reftable changes that has the HEAD of a linked work tree', async () => {
    const repository = makeLinked();
    const linked = await openRepository(join(repository.path, '../linked-tree'));
    const sign = (): string | undefined => signBranches(linked, Date.now() + LATER_MS);
    const before = sign();
    mkdirSync(join(linked.gitDir, 'reftable'));
    writeFileSync(join(linked.gitDir, 'reftable/tables.list'), '');
    expect(sign()).not.toBe(before);
  });

  test('are told by what stands in them a moment after they were written', async () => {
    const repository = makeLinked();
    const opened = await openRepository(repository.path);
    const spare = join(opened.commonDir, 'refs/heads/spare');
    const before = hideInstants(signBranches(opened, 0));
    expect(before).toContain(repository.git('rev-parse', 'spare'));
    overwrite(spare, `${'1'.repeat(40)}\n`);
    expect(hideInstants(signBranches(opened, 0))).not.toBe(before);
  });
});

/** A repository with a spare branch and a linked work tree beside it. */
function makeLinked(): TestRepository {
  const repository = useRepository(join(makeFolder(), 'home'));
  mkdirSync(repository.path);
  repository.git('init', '--quiet');
  repository.commit({ 'README.md': '# A repository\n' });
  repository.git('branch', 'spare');
  repository.git('worktree', 'add', '--quiet', '-b', 'linked', '../linked-tree');
  return repository;
}
