import { chmodSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { resolveHooksPath } from '../../../src/git/workspace/hooks-path.ts';
import { listChangedPaths } from '../../../src/git/workspace/workspace-changes.ts';
import { commitWorkspace } from '../../../src/git/workspace/workspace-commit.ts';
import { makeFolder, makeRepository, type TestRepository, useRepository } from '../../support/repository.ts';
import { acquireWorkspace } from '../../support/workspace.ts';

const MESSAGE = 'feat(x): a task\n\n# not a comment\n\nPlanex-Task: docs/ä#1\nPlanex-Run: run-1\n';

function makeHome(): TestRepository {
  const home = makeRepository();
  home.commit({ '.gitignore': 'dist/\nnode_modules/\n.husky/_/\n', 'a.txt': 'a\n', 'b.txt': 'b\n' });
  return home;
}

function addHook(home: TestRepository, name: string, script: string, folder = '.git/hooks'): void {
  home.write(`${folder}/${name}`, `#!/bin/sh\n${script}\n`);
  chmodSync(join(home.path, folder, name), 0o755);
}

test('commits exactly the named paths, with the message as it is', async () => {
  const home = makeHome();
  for (const [name, value] of [
    ['commit.template', '/nowhere'],
    ['commit.verbose', 'true'],
    ['core.commentChar', 'P'],
    ['commit.cleanup', 'strip'],
    ['commit.status', 'true'],
  ] as const) {
    home.git('config', name, value);
  }
  const { workspace, there } = await acquireWorkspace(home);
  there.write('a.txt', 'A\n');
  there.write('b.txt', 'not this\n');
  there.write('new [1] ü.txt', 'n\n');
  there.write('new 1 ü.txt', 'not this\n');
  const outcome = await commitWorkspace(workspace, { paths: ['a.txt', 'new [1] ü.txt'], message: MESSAGE });
  const commit = there.git('rev-parse', 'HEAD');
  expect(outcome).toEqual({ kind: 'committed', commit, paths: ['a.txt', 'new [1] ü.txt'] });
  expect(home.git('log', '-1', '--format=%B%an %ae %P', commit)).toBe(
    `${MESSAGE}Ada Tester ada@example.test ${workspace.base}`,
  );
  expect(home.git('log', '-1', '--format=%H')).toBe(workspace.base);
});

test('deletes, and commits only the rest when asked to', async () => {
  const { workspace, there } = await acquireWorkspace(makeHome());
  rmSync(join(workspace.path, 'a.txt'));
  const outcome = await commitWorkspace(workspace, { paths: ['a.txt'], message: MESSAGE });
  expect(outcome).toMatchObject({ kind: 'committed', paths: ['a.txt'] });
  expect(there.git('ls-tree', '--name-only', 'HEAD')).toBe('.gitignore\nREADME.md\nb.txt');
});

test('what the executor committed, staged or left locked is folded into one commit', async () => {
  const { workspace, there } = await acquireWorkspace(makeHome());
  there.git('checkout', '--quiet', '-b', 'agent');
  there.commit({ 'a.txt': 'committed\n' }, 'by the agent');
  there.write('b.txt', 'staged, not asked for\n');
  there.git('add', 'b.txt');
  writeFileSync(join(workspace.gitDir, 'index.lock'), '');
  const outcome = await commitWorkspace(workspace, { paths: ['a.txt'], message: MESSAGE });
  expect(outcome).toMatchObject({ kind: 'committed', paths: ['a.txt'] });
  expect(there.git('rev-parse', 'HEAD^')).toBe(workspace.base);
  expect(there.git('log', '-1', '--format=%s', 'agent')).toBe('by the agent');
});

test('an executor that replaced or removed .git cannot make the commit go elsewhere', async () => {
  for (const trick of [['init', '--quiet'], undefined]) {
    const home = makeHome();
    const { workspace, there } = await acquireWorkspace(home);
    // Without its own .git the workspace would be taken for a part of this repository.
    useRepository(dirname(workspace.path)).git('init', '--quiet');
    rmSync(join(workspace.path, '.git'));
    if (trick !== undefined) there.git(...trick);
    there.write('a.txt', 'A\n');
    expect(await listChangedPaths(workspace)).toEqual([{ path: 'a.txt', change: 'modified' }]);
    const outcome = await commitWorkspace(workspace, { paths: ['a.txt'], message: MESSAGE });
    if (outcome.kind !== 'committed') throw new Error(outcome.kind);
    expect(home.git('log', '-1', '--format=%P', outcome.commit)).toBe(workspace.base);
  }
});

test('nothing to commit, unless an empty commit is wanted', async () => {
  const { workspace, there } = await acquireWorkspace(makeHome());
  expect(await commitWorkspace(workspace, { paths: [], message: MESSAGE })).toEqual({ kind: 'nothing' });
  expect(await commitWorkspace(workspace, { paths: ['a.txt'], message: MESSAGE })).toEqual({
    kind: 'nothing',
  });
  const outcome = await commitWorkspace(workspace, { paths: [], message: MESSAGE, allowEmpty: true });
  expect(outcome).toEqual({ kind: 'committed', commit: there.git('rev-parse', 'HEAD'), paths: [] });
});

test('a hook that refuses is told apart, with what it said', async () => {
  const home = makeHome();
  addHook(home, 'pre-commit', 'echo "on stdout"; echo "on stderr" >&2; exit 3');
  const { workspace, there } = await acquireWorkspace(home);
  there.write('a.txt', 'A\n');
  const outcome = await commitWorkspace(workspace, { paths: ['a.txt'], message: MESSAGE });
  expect(outcome).toEqual({ kind: 'hook-refused', output: expect.stringMatching(/on stdout\non stderr/) });
  expect(there.git('rev-parse', 'HEAD')).toBe(workspace.base);
});

test('a commit-msg hook sees the message and may refuse it', async () => {
  const home = makeHome();
  addHook(home, 'commit-msg', 'grep -q "^# not a comment" "$1" && echo seen; exit 1');
  const { workspace, there } = await acquireWorkspace(home);
  there.write('a.txt', 'A\n');
  const outcome = await commitWorkspace(workspace, { paths: ['a.txt'], message: MESSAGE });
  expect(outcome).toEqual({ kind: 'hook-refused', output: 'seen' });
});

test('what a hook restages is in the commit, and so is a path it adds', async () => {
  const home = makeHome();
  addHook(home, 'pre-commit', 'echo formatted >> a.txt; echo list > index.txt; git add a.txt index.txt');
  const { workspace, there } = await acquireWorkspace(home);
  there.write('a.txt', 'A\n');
  const outcome = await commitWorkspace(workspace, { paths: ['a.txt'], message: MESSAGE });
  expect(outcome).toMatchObject({ kind: 'committed', paths: ['a.txt', 'index.txt'] });
  expect(there.git('show', 'HEAD:a.txt')).toBe('A\nformatted');
});

test('a formatter that rewrites and refuses gets a second try, but no third', async () => {
  const home = makeHome();
  addHook(home, 'pre-commit', 'grep -q formatted a.txt || { echo formatted >> a.txt; exit 1; }');
  const { workspace, there } = await acquireWorkspace(home);
  there.write('a.txt', 'A\n');
  const outcome = await commitWorkspace(workspace, { paths: ['a.txt'], message: MESSAGE });
  expect(outcome).toMatchObject({ kind: 'committed', paths: ['a.txt'] });
  expect(there.git('show', 'HEAD:a.txt')).toBe('A\nformatted');

  addHook(home, 'pre-commit', 'echo again >> a.txt; echo "never content"; exit 1');
  there.write('a.txt', 'B\n');
  expect(await commitWorkspace(workspace, { paths: ['a.txt'], message: MESSAGE })).toMatchObject({
    kind: 'hook-refused',
  });
  expect(there.read('a.txt')).toBe('B\nagain\nagain\n');
});

test('a hook that takes everything back leaves nothing to commit', async () => {
  const home = makeHome();
  addHook(home, 'pre-commit', 'git checkout HEAD -- a.txt');
  const { workspace, there } = await acquireWorkspace(home);
  there.write('a.txt', 'A\n');
  expect(await commitWorkspace(workspace, { paths: ['a.txt'], message: MESSAGE })).toEqual({
    kind: 'nothing',
  });
});

test('a hook that hangs, ignores TERM and reads standard input is ended with its children', async () => {
  const home = makeHome();
  const folder = makeFolder();
  addHook(
    home,
    'pre-commit',
    `cat; trap '' TERM; echo waiting; sleep 1000 & echo $! > '${folder}/pid'; while :; do wait; done`,
  );
  const { workspace, there } = await acquireWorkspace(home);
  there.write('a.txt', 'A\n');
  const outcome = await commitWorkspace(workspace, {
    paths: ['a.txt'],
    message: MESSAGE,
    timeoutMs: 5_000,
  });
  expect(outcome).toMatchObject({ kind: 'hook-refused', output: expect.stringMatching(/5000 ms\nwaiting/) });
  const pid = Number(readFileSync(join(folder, 'pid'), 'utf8'));
  await expect.poll(() => isAlive(pid)).toBe(false);
  // The next commit does not stumble over the lock of the one that was ended.
  rmSync(join(home.path, '.git/hooks/pre-commit'));
  expect(await commitWorkspace(workspace, { paths: ['a.txt'], message: MESSAGE })).toMatchObject({
    kind: 'committed',
  });
});

test('a process that a hook leaves in the background does not hold the commit up', async () => {
  const home = makeHome();
  const folder = makeFolder();
  addHook(home, 'post-commit', `sleep 1000 & echo $! > '${folder}/pid'`);
  const { workspace, there } = await acquireWorkspace(home);
  there.write('a.txt', 'A\n');
  const outcome = await commitWorkspace(workspace, { paths: ['a.txt'], message: MESSAGE, timeoutMs: 30_000 });
  process.kill(Number(readFileSync(join(folder, 'pid'), 'utf8')), 'SIGKILL');
  expect(outcome).toMatchObject({ kind: 'committed' });
});

test('hooks see the environment of a plain commit', async () => {
  const home = makeHome();
  const folder = makeFolder();
  addHook(home, 'pre-commit', `env > '${folder}/env'`);
  const { workspace, there } = await acquireWorkspace(home);
  there.write('a.txt', 'A\n');
  const foreign = [
    'CLAUDECODE',
    'CLAUDE_CODE_ENTRYPOINT',
    'npm_lifecycle_event',
    'PLANEX_RUN',
    'GIT_INDEX_FILE',
  ];
  for (const name of foreign) process.env[name] = 'leaked';
  try {
    await commitWorkspace(workspace, { paths: ['a.txt'], message: MESSAGE });
  } finally {
    for (const name of foreign) delete process.env[name];
  }
  const seen = readFileSync(join(folder, 'env'), 'utf8');
  expect(seen).not.toMatch(/leaked/);
  expect(seen).toMatch(/^HOME=/m);
});

test('generated hooks in a relative hooksPath are those of the home work tree', async () => {
  const home = makeHome();
  home.git('config', 'core.hooksPath', '.husky/_');
  addHook(home, 'pre-commit', 'echo husky ran in "$PWD"; exit 1', '.husky/_');
  const { repository, workspace, there } = await acquireWorkspace(home);
  there.write('a.txt', 'A\n');
  const hooksPath = await resolveHooksPath(repository);
  expect(hooksPath).toBe(join(home.path, '.husky/_'));
  const outcome = await commitWorkspace(workspace, { paths: ['a.txt'], message: MESSAGE, hooksPath });
  expect(outcome).toEqual({ kind: 'hook-refused', output: `husky ran in ${workspace.path}` });
});

test('an absolute hooksPath or none needs no help', async () => {
  const home = makeHome();
  const { repository } = await acquireWorkspace(home);
  expect(await resolveHooksPath(repository)).toBeUndefined();
  home.git('config', 'core.hooksPath', '/somewhere/hooks');
  expect(await resolveHooksPath(repository)).toBeUndefined();
});

test('signing that is configured but impossible is a failure, not a commit without a signature', async () => {
  const home = makeHome();
  home.git('config', 'commit.gpgSign', 'true');
  home.git('config', 'gpg.program', '/nowhere/gpg');
  const { workspace, there } = await acquireWorkspace(home);
  there.write('a.txt', 'A\n');
  const outcome = await commitWorkspace(workspace, { paths: ['a.txt'], message: MESSAGE });
  expect(outcome).toMatchObject({ kind: 'failed', output: expect.stringMatching(/gpg/) });
  expect(there.git('rev-parse', 'HEAD')).toBe(workspace.base);
});

test('nobody to commit as is a failure with the words of git', async () => {
  const home = makeHome();
  home.git('config', 'user.name', '');
  home.git('config', 'user.email', '');
  const { workspace, there } = await acquireWorkspace(home);
  there.write('a.txt', 'A\n');
  const outcome = await commitWorkspace(workspace, { paths: ['a.txt'], message: MESSAGE });
  expect(outcome).toMatchObject({ kind: 'failed', output: expect.stringMatching(/ident/) });
});

test('the home work tree notices nothing of a commit', async () => {
  const home = makeHome();
  home.write('a.txt', 'the user is at work\n');
  home.write('staged.txt', 's\n');
  home.git('add', 'staged.txt');
  rmSync(join(home.path, '.git/COMMIT_EDITMSG'));
  const index = readFileSync(join(home.path, '.git/index'));
  const { workspace, there } = await acquireWorkspace(home);
  there.write('a.txt', 'A\n');
  await commitWorkspace(workspace, { paths: ['a.txt'], message: MESSAGE });
  expect(readFileSync(join(home.path, '.git/index')).equals(index)).toBe(true);
  expect(existsSync(join(home.path, '.git/COMMIT_EDITMSG'))).toBe(false);
  expect(home.git('status', '--porcelain')).toBe(' M a.txt\nA  staged.txt');
});

/** Whether a process runs; one that ended and was not reaped does not. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  const state = existsSync(`/proc/${pid}/stat`) ? readFileSync(`/proc/${pid}/stat`, 'utf8') : '';
  return !/\) Z /.test(state);
}
