import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { scanHistory } from '../../../src/git/history/history.ts';
import { landingKey } from '../../../src/git/history/landed-commits.ts';
import { rebaseCommit } from '../../../src/git/workspace/rebase.ts';
import { revertCommit } from '../../../src/git/workspace/revert.ts';
import { listChangedPaths } from '../../../src/git/workspace/workspace-changes.ts';
import { commitWorkspace } from '../../../src/git/workspace/workspace-commit.ts';
import { makeRepository, type TestRepository } from '../../support/repository.ts';
import { acquireWorkspace, type WorkspaceBench } from '../../support/workspace.ts';

const MESSAGE = 'feat(x): a task\n\n# not a comment\n\nPlanex-Task: p#1\nPlanex-Digest: sha256:1\n';

async function commitTask(
  home: TestRepository,
  files: Record<string, string>,
): Promise<WorkspaceBench & { commit: string }> {
  const bench = await acquireWorkspace(home);
  for (const [path, text] of Object.entries(files)) bench.there.write(path, text);
  const outcome = await commitWorkspace(bench.workspace, { paths: Object.keys(files), message: MESSAGE });
  if (outcome.kind !== 'committed') throw new Error(outcome.kind);
  return { ...bench, commit: outcome.commit };
}

function makeHome(): TestRepository {
  const home = makeRepository();
  home.commit({ 'a.txt': 'a\n', 'b.txt': 'b\n' });
  return home;
}

test('a commit moves to a newer base with its author and message, without hooks', async () => {
  const home = makeHome();
  const { pool, workspace, there, commit } = await commitTask(home, { 'a.txt': 'A\n', 'new ü.txt': 'n\n' });
  const onto = home.commit({ 'b.txt': 'B\n' });
  home.git('config', 'user.name', 'Somebody Else');
  home.git('config', 'commit.cleanup', 'strip');
  for (const hook of ['pre-commit', 'commit-msg', 'post-checkout', 'prepare-commit-msg']) {
    home.write(`.git/hooks/${hook}`, '#!/bin/sh\nexit 1\n');
    chmodSync(join(home.path, '.git/hooks', hook), 0o755);
  }
  const outcome = await rebaseCommit(workspace, commit, onto);
  if (outcome.kind !== 'rebased') throw new Error(outcome.kind);
  expect(home.git('log', '-1', '--format=%B%an %P', outcome.commit)).toBe(`${MESSAGE}Ada Tester ${onto}`);
  expect(there.git('-c', 'core.quotePath=false', 'diff', '--name-only', onto, outcome.commit)).toBe(
    'a.txt\nnew ü.txt',
  );
  expect(outcome.workspace).toEqual({ ...workspace, base: onto });
  const changes = await listChangedPaths(outcome.workspace);
  expect(changes.map(({ path }) => path)).toEqual(['a.txt', 'new ü.txt']);
  await pool.move(workspace, onto);
  expect(await pool.adopt('run-1')).toEqual(outcome.workspace);
});

test('a conflict names its paths and leaves the commit as it was', async () => {
  const home = makeHome();
  const { workspace, there, commit } = await commitTask(home, { 'a.txt': 'mine\n', 'b.txt': 'B\n' });
  const onto = home.commit({ 'a.txt': 'theirs\n' });
  expect(await rebaseCommit(workspace, commit, onto)).toEqual({ kind: 'conflict', paths: ['a.txt'] });
  expect([there.git('rev-parse', 'HEAD'), there.git('status', '--porcelain')]).toEqual([commit, '']);
  expect(there.git('status')).not.toMatch(/cherry-pick/);
  const changes = await listChangedPaths(workspace);
  expect(changes.map(({ path }) => path)).toEqual(['a.txt', 'b.txt']);
});

test('a commit that the new base already holds becomes an empty one', async () => {
  const home = makeHome();
  const { workspace, commit } = await commitTask(home, { 'a.txt': 'A\n' });
  const onto = home.commit({ 'a.txt': 'A\n' });
  const outcome = await rebaseCommit(workspace, commit, onto);
  if (outcome.kind !== 'rebased') throw new Error(outcome.kind);
  expect(home.git('diff', '--name-only', onto, outcome.commit)).toBe('');
  expect(home.git('log', '-1', '--format=%B', outcome.commit)).toMatch(/Planex-Task: p#1/);
});

test('an empty commit that records an answer can be rebased', async () => {
  const home = makeHome();
  const { workspace } = await acquireWorkspace(home);
  const made = await commitWorkspace(workspace, { paths: [], message: MESSAGE, allowEmpty: true });
  if (made.kind !== 'committed') throw new Error(made.kind);
  const onto = home.commit({ 'b.txt': 'B\n' });
  expect(await rebaseCommit(workspace, made.commit, onto)).toMatchObject({ kind: 'rebased' });
});

test('signing that became impossible is a failure', async () => {
  const home = makeHome();
  const { workspace, there, commit } = await commitTask(home, { 'a.txt': 'A\n' });
  const onto = home.commit({ 'b.txt': 'B\n' });
  home.git('config', 'commit.gpgSign', 'true');
  home.git('config', 'gpg.program', '/nowhere/gpg');
  expect(await rebaseCommit(workspace, commit, onto)).toMatchObject({
    kind: 'failed',
    output: expect.stringMatching(/gpg/),
  });
  expect(there.git('rev-parse', 'HEAD')).toBe(commit);
});

test('a revert has the message by which the history knows it', async () => {
  const home = makeHome();
  home.git('config', 'revert.reference', 'true');
  const landed = await commitTask(home, { 'a.txt': 'A\n' });
  home.git('merge', '--quiet', '--ff-only', landed.commit);
  home.commit({ 'b.txt': 'B\n' });
  const { repository, workspace } = await acquireWorkspace(home);
  const outcome = await revertCommit(workspace, landed.commit);
  if (outcome.kind !== 'reverted') throw new Error(outcome.kind);
  expect(home.git('log', '-1', '--format=%B', outcome.commit)).toBe(
    `Revert "feat(x): a task"\n\nThis reverts commit ${landed.commit}.\n`,
  );
  home.git('merge', '--quiet', '--ff-only', outcome.commit);
  expect(home.read('a.txt')).toBe('a\n');
  const { landed: landings } = await scanHistory(repository);
  expect(landings.get(landingKey('p#1', 'sha256:1'))).toMatchObject([
    { commit: landed.commit, reverted: true },
  ]);
});

test('a revert that conflicts, or has nothing left to do, leaves the base', async () => {
  const home = makeHome();
  const task = home.commit({ 'a.txt': 'A\n' });
  const later = home.commit({ 'a.txt': 'later\n' });
  const { workspace, there } = await acquireWorkspace(home);
  expect(await revertCommit(workspace, task)).toEqual({ kind: 'conflict', paths: ['a.txt'] });
  expect([there.git('rev-parse', 'HEAD'), there.git('status', '--porcelain')]).toEqual([later, '']);

  home.commit({ 'a.txt': 'a\n' });
  const undone = await acquireWorkspace(home);
  expect(await revertCommit(undone.workspace, task)).toEqual({ kind: 'nothing' });
});
