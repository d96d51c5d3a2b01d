import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, rmSync, watch, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openRepository } from '../../../src/git/repository.ts';
import {
  makeStateReader,
  readRepositoryState,
  type RepositoryState,
} from '../../../src/git/repository-state.ts';
import { leaveConflict } from '../../support/clash.ts';
import { makeFolder, makeRepository, type TestRepository, useRepository } from '../../support/repository.ts';
import { wrapProgram } from '../../support/wrap-program.ts';

async function readState(path: string): Promise<RepositoryState> {
  return readRepositoryState(await openRepository(path));
}

test('a quiet repository', async () => {
  const { path, git } = makeRepository();
  expect(await readState(path)).toEqual({
    head: { kind: 'branch', name: 'main', oid: git('rev-parse', 'HEAD') },
    commitInProgress: false,
    shallow: false,
    checkedOut: [{ branch: 'main', path }],
    identity: { name: 'Ada Tester', email: 'ada@example.test' },
  });
});

test('a repository without a commit has an unborn branch', async () => {
  const { path } = makeRepository({ empty: true });
  const state = await readState(path);
  expect(state.head).toEqual({ kind: 'unborn', name: 'main' });
});

test('a detached HEAD has no branch checked out', async () => {
  const { path, git } = makeRepository();
  git('checkout', '--quiet', '--detach');
  const state = await readState(path);
  expect(state.head).toEqual({ kind: 'detached', oid: git('rev-parse', 'HEAD') });
  expect(state.checkedOut).toEqual([]);
});

test('each work tree has its own HEAD; all of them are listed, vanished ones are not', async () => {
  const main = makeRepository();
  const linked = join(makeFolder(), 'a linked äne');
  const vanished = join(makeFolder(), 'vanished');
  main.git('worktree', 'add', '--quiet', '-b', 'feature/x', linked);
  main.git('worktree', 'add', '--quiet', '-b', 'lost', vanished);
  rmSync(vanished, { recursive: true });
  const expected = [
    { branch: 'main', path: main.path },
    { branch: 'feature/x', path: linked },
  ];
  const [there, here] = await Promise.all([readState(linked), readState(main.path)]);
  expect(there.head).toMatchObject({ kind: 'branch', name: 'feature/x' });
  expect(here.head).toMatchObject({ kind: 'branch', name: 'main' });
  expect(there.checkedOut).toEqual(expected);
  expect(here.checkedOut).toEqual(expected);
});

test('a submodule', async () => {
  const inner = makeRepository();
  const outer = makeRepository();
  outer.git('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', inner.path, 'sub');
  const path = join(outer.path, 'sub');
  const state = await readState(path);
  expect(state.checkedOut).toEqual([{ branch: 'main', path }]);
});

test('a shallow clone', async () => {
  const origin = makeRepository();
  origin.commit({ 'b.txt': 'b' });
  const path = join(makeFolder(), 'clone');
  origin.git('clone', '--quiet', '--depth=1', `file://${origin.path}`, path);
  expect((await readState(path)).shallow).toBe(true);
});

test('nobody to commit as', async () => {
  const { path, git } = makeRepository();
  git('config', 'user.name', '');
  git('config', 'user.email', '');
  git('config', 'user.useConfigOnly', 'true');
  expect((await readState(path)).identity).toBeUndefined();
});

test.each(['branch -m main trunk', 'switch --quiet --create trunk'])(
  'a branch that is left by `git %s` while it is read is no other name for one',
  async (leave) => {
    const repository = makeRepository();
    const read = makeStateReader(await openRepository(repository.path));
    const oid = repository.git('rev-parse', 'main');
    const left = join(makeFolder(), 'left');
    wrapProgram(
      'git',
      (real) =>
        `${real} "$@" || exit; [ "$1" = worktree ] && [ ! -e ${left} ] && touch ${left} && exec ${real} ${leave}; exit 0`,
    );
    expect((await read()).head).toEqual({ kind: 'branch', name: 'main', oid });
    expect((await read()).head).toEqual({ kind: 'branch', name: 'trunk', oid });
  },
);

const OPERATIONS: [NonNullable<RepositoryState['operation']>, (repository: TestRepository) => void][] = [
  ['merge', ({ git }) => attempt(() => git('merge', 'other'))],
  ['rebase', ({ git }) => attempt(() => git('rebase', 'other'))],
  ['rebase', ({ git }) => attempt(() => git('rebase', '--apply', 'other'))],
  ['cherry-pick', ({ git }) => attempt(() => git('cherry-pick', 'other'))],
  ['revert', ({ git }) => attempt(() => git('revert', '--no-edit', 'HEAD~1'))],
  ['bisect', ({ git }) => attempt(() => git('bisect', 'start'))],
  ['am', startMailbox],
];

test.each(OPERATIONS)('an operation in progress: %s', async (operation, begin) => {
  const repository = makeRepository();
  repository.commit({ 'a.txt': 'one\n' });
  repository.git('branch', 'other');
  repository.commit({ 'a.txt': 'two\n' });
  repository.commit({ 'a.txt': 'three\n' });
  repository.git('checkout', '--quiet', 'other');
  repository.commit({ 'a.txt': 'another\n' });
  repository.git('checkout', '--quiet', 'main');
  begin(repository);
  expect((await readState(repository.path)).operation).toBe(operation);
});

test('a conflict of which only the index knows is one until it is resolved', async () => {
  const repository = makeRepository();
  const read = makeStateReader(await openRepository(repository.path));
  expect((await read()).operation).toBeUndefined();
  leaveConflict(repository);
  expect((await read()).operation).toBe('unmerged');
  repository.git('add', 'README.md');
  expect((await read()).operation).toBeUndefined();
});

test('between the steps of a series the list of what is left tells the operation', async () => {
  const repository = makeRepository();
  const gitDir = join(repository.path, '.git');
  mkdirSync(join(gitDir, 'sequencer'));
  writeFileSync(join(gitDir, 'sequencer/todo'), 'revert 1234567 something\n');
  expect((await readState(repository.path)).operation).toBe('revert');
});

test('a commit is in progress while its editor is open, and not after it was aborted', async () => {
  const repository = makeRepository();
  repository.write('a.txt', 'a');
  repository.git('add', 'a.txt');
  const editor = await openEditor(repository.path);
  expect((await readState(repository.path)).commitInProgress).toBe(true);
  await editor.abort();
  expect(existsSync(join(repository.path, '.git/COMMIT_EDITMSG'))).toBe(true);
  expect((await readState(repository.path)).commitInProgress).toBe(false);
});

test('whether a commit is in progress is looked for when it is asked', async () => {
  const repository = makeRepository();
  const [before, unasked] = [await readState(repository.path), await readState(repository.path)];
  expect(before.commitInProgress).toBe(false);
  repository.write('a.txt', 'a');
  repository.git('add', 'a.txt');
  const editor = await openEditor(repository.path);
  expect([before.commitInProgress, unasked.commitInProgress]).toEqual([false, true]);
  await editor.abort();
});

test('a commit is in progress while its hooks run', async () => {
  const repository = makeRepository();
  repository.write('a.txt', 'a');
  repository.git('add', 'a.txt');
  const commit = await openEditor(repository.path, 'pre-commit');
  expect((await readState(repository.path)).commitInProgress).toBe(true);
  await commit.abort();
  expect((await readState(repository.path)).commitInProgress).toBe(false);
});

test('a commit in another work tree or repository is none of ours', async () => {
  const home = makeRepository();
  const linked = join(makeFolder(), 'linked');
  home.git('worktree', 'add', '--quiet', '-b', 'side', linked);
  const other = useRepository(linked);
  other.write('a.txt', 'a');
  other.git('add', 'a.txt');
  const editor = await openEditor(linked);
  expect((await readState(home.path)).commitInProgress).toBe(false);
  expect((await readState(linked)).commitInProgress).toBe(true);
  await editor.abort();
});

/** Starts `git commit` with an editor, or a hook, that waits, and resolves once that runs. */
async function openEditor(path: string, hook?: 'pre-commit'): Promise<{ abort(): Promise<void> }> {
  const folder = makeFolder();
  const script = `: > '${folder}/opened'; exec tail -f "$0"`;
  const program = hook === undefined ? join(folder, 'edit') : join(path, '.git/hooks', hook);
  writeFileSync(program, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  const opened = new Promise<void>((resolve) => {
    const watcher = watch(folder, (_, name) => {
      if (name !== 'opened') return;
      watcher.close();
      resolve();
    });
  });
  const child: ChildProcess = spawn('git', ['commit'], {
    cwd: path,
    env: { ...process.env, GIT_EDITOR: join(folder, 'edit') },
    stdio: 'ignore',
    detached: true,
  });
  const ended = once(child, 'exit');
  const abort = async (): Promise<void> => {
    if (child.pid !== undefined && child.exitCode === null && child.signalCode === null) {
      process.kill(-child.pid, 'SIGTERM');
    }
    await ended;
  };
  onTestFinished(abort);
  await opened;
  return { abort };
}

function startMailbox({ path, git, write }: TestRepository): void {
  write('patch.mbox', git('format-patch', '-1', '--stdout', 'other'));
  attempt(() => git('am', join(path, 'patch.mbox')));
}

/** A conflict makes git fail, which is what these operations are begun for. */
function attempt(begin: () => unknown): void {
  try {
    begin();
  } catch {
    // Expected.
  }
}
