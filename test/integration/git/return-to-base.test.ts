import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { keepRun } from '../../../src/git/workspace/run-refs.ts';
import { returnToBase } from '../../../src/git/workspace/return-to-base.ts';
import { listChangedPaths } from '../../../src/git/workspace/workspace-changes.ts';
import { commitWorkspace } from '../../../src/git/workspace/workspace-commit.ts';
import { makeRepository, type TestRepository } from '../../support/repository.ts';
import { acquireWorkspace, type WorkspaceBench } from '../../support/workspace.ts';

const OLDER = 'HEAD~1';
const RUN = 'refs/planex/runs/run-1';

/** A base that changes, adds and deletes a file of the commit before it. */
function makeHome(): TestRepository {
  const home = makeRepository();
  home.commit({ '.gitignore': 'dist/\n', 'a.txt': '1\n2\n3\n4\n5\n', 'b.txt': 'b\n', 'old.txt': 'old\n' });
  home.git('rm', '--quiet', 'old.txt');
  home.commit({ 'a.txt': '1\n2\n3\n4\nfive\n', 'users.txt': 'precious\n' });
  return home;
}

async function listChanges({ workspace }: WorkspaceBench): Promise<string[]> {
  return (await listChangedPaths(workspace)).map(({ path, change }) => `${change} ${path}`);
}

async function expectOnBase(bench: WorkspaceBench): Promise<void> {
  expect(await returnToBase(bench.repository, bench.workspace)).toEqual({ kind: 'on-base' });
}

test('work committed on a branch of an older commit comes onto the base', async () => {
  const home = makeHome();
  const bench = await acquireWorkspace(home);
  const { there, workspace } = bench;
  there.git('checkout', '--quiet', '-b', 'work', OLDER);
  there.commit({ 'a.txt': 'one\n2\n3\n4\n5\n', 'new ü.txt': 'n\n' });
  await expectOnBase(bench);
  expect(await listChanges(bench)).toEqual(['modified a.txt', 'added new ü.txt']);
  expect(there.read('a.txt')).toBe('one\n2\n3\n4\nfive\n');
  expect([existsSync(join(there.path, 'old.txt')), there.read('users.txt')]).toEqual([false, 'precious\n']);
  expect(there.git('rev-parse', '--symbolic-full-name', 'HEAD')).toBe('HEAD');
  expect(there.git('rev-parse', 'HEAD')).toBe(workspace.base);
  const made = await commitWorkspace(workspace, { paths: ['a.txt', 'new ü.txt'], message: 'feat: work' });
  expect(made).toMatchObject({ kind: 'committed', paths: ['a.txt', 'new ü.txt'] });
});

test('a reset to an older commit with edits, deletions and untracked files', async () => {
  const bench = await acquireWorkspace(makeHome());
  const { there } = bench;
  there.git('reset', '--quiet', '--hard', OLDER);
  there.write('a.txt', 'one\n2\n3\n4\n5\n');
  there.write('folder/untracked.txt', 'u\n');
  there.write('dist/built.js', 'x\n');
  rmSync(join(there.path, 'b.txt'));
  there.git('update-index', '--assume-unchanged', 'a.txt');
  await expectOnBase(bench);
  expect(await listChanges(bench)).toEqual(['modified a.txt', 'deleted b.txt', 'added folder/untracked.txt']);
  expect([there.read('a.txt'), there.read('dist/built.js')]).toEqual(['one\n2\n3\n4\nfive\n', 'x\n']);
});

test('an older commit without any work on it leaves no changes', async () => {
  const bench = await acquireWorkspace(makeHome());
  bench.there.git('checkout', '--quiet', OLDER);
  await expectOnBase(bench);
  expect(await listChanges(bench)).toEqual([]);
});

const ON_BASE: [string, (there: TestRepository) => void][] = [
  ['no commit', () => undefined],
  ['commits on the base', (there) => there.commit({ 'c.txt': 'c\n' })],
  ['a branch without commits', ({ git }) => git('checkout', '--quiet', '--orphan', 'nowhere')],
  ['a repository of its own', ({ path, git }) => (rmSync(join(path, '.git')), git('init', '--quiet'))],
];

test.each(ON_BASE)('files made on the base are left as they are: %s', async (_, act) => {
  const bench = await acquireWorkspace(makeHome());
  bench.there.write('a.txt', 'mine\n');
  act(bench.there);
  const before = await listChanges(bench);
  await expectOnBase(bench);
  expect(await listChanges(bench)).toEqual(before);
  expect(bench.there.git('for-each-ref', RUN)).toBe('');
});

test('work that conflicts is refused and kept as a commit on the one it was made on', async () => {
  const home = makeHome();
  const bench = await acquireWorkspace(home);
  const { pool, repository, there, workspace } = bench;
  const older = home.git('rev-parse', OLDER);
  there.git('checkout', '--quiet', OLDER);
  there.write('a.txt', '1\n2\n3\n4\nmine\n');
  there.write('untracked.txt', 'u\n');
  const outcome = await returnToBase(repository, workspace);
  expect(outcome).toEqual({
    kind: 'left-base',
    message: `the executor switched from its base ${workspace.base.slice(0, 10)} to ${older.slice(0, 10)}, and its work does not fit on the base: conflicts in a.txt`,
  });
  expect(await returnToBase(repository, workspace)).toEqual(outcome);
  await pool.snapshot(workspace);
  await pool.release(workspace);
  expect(home.git('diff', '--name-only', older, RUN)).toBe('a.txt\nuntracked.txt');
  expect(home.git('show', `${RUN}:a.txt`)).toBe('1\n2\n3\n4\nmine');
  expect(home.git('rev-parse', `${RUN}^`)).toBe(older);
});

test('work on a history of its own is refused and kept', async () => {
  const home = makeHome();
  const { pool, repository, there, workspace } = await acquireWorkspace(home);
  there.git('checkout', '--quiet', '--orphan', 'nowhere');
  there.commit({ 'c.txt': 'c\n' });
  const outcome = await returnToBase(repository, workspace);
  expect(outcome).toMatchObject({
    kind: 'left-base',
    message: expect.stringMatching(/no history in common/),
  });
  await pool.snapshot(workspace);
  expect(home.git('show', `${RUN}:c.txt`)).toBe('c');
});

test('a death while the work is picked is made up for', async () => {
  const home = makeHome();
  const bench = await acquireWorkspace(home);
  const { repository, there, workspace } = bench;
  there.git('checkout', '--quiet', OLDER);
  await keepRun(repository, 'run-1', there.commit({ 'c.txt': 'c\n' }));
  there.git('checkout', '--quiet', '--detach', workspace.base);
  await expectOnBase(bench);
  expect(await listChanges(bench)).toEqual(['added c.txt']);
  there.write('c.txt', 'later\n');
  await expectOnBase(bench);
  expect(there.read('c.txt')).toBe('later\n');
});
