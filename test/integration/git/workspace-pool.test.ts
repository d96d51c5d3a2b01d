import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { delimiter, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { findProgram } from '../../../src/find-program.ts';
import { readStat } from '../../../src/process-identity.ts';
import { openRepository, type Repository } from '../../../src/git/repository.ts';
import { listRuns } from '../../../src/git/workspace/run-refs.ts';
import { openWorkspacePool, type WorkspacePool } from '../../../src/git/workspace/workspace-pool.ts';
import { makeFolder, makeRepository, type TestRepository, useRepository } from '../../support/repository.ts';

interface Bench {
  home: TestRepository;
  repository: Repository;
  pool: WorkspacePool;
  root: string;
  base: string;
}

async function makeBench(): Promise<Bench> {
  const home = makeRepository();
  const base = home.commit({ '.gitignore': 'dist/\n', 'a.txt': 'a\n', 'src/b ü.txt': 'b\n' });
  const repository = await openRepository(home.path);
  const root = makeFolder();
  return { home, repository, pool: await openWorkspacePool(repository, { root }), root, base };
}

test('a workspace holds exactly the base, detached, outside of the repository', async () => {
  const { home, pool, base, root } = await makeBench();
  home.write('a.txt', 'the user is at work\n');
  home.write('mine.txt', 'untracked\n');
  const before = home.git('status', '--porcelain', '--branch');
  const workspace = await pool.acquire('run-1', base);
  expect(workspace).toMatchObject({ slot: 'slot-1', path: join(root, 'slot-1'), runId: 'run-1', base });
  const there = useRepository(workspace.path);
  expect([there.git('status', '--porcelain', '--ignored'), there.read('a.txt')]).toEqual(['', 'a\n']);
  expect(there.git('rev-parse', '--abbrev-ref', 'HEAD')).toBe('HEAD');
  expect(home.git('status', '--porcelain', '--branch')).toBe(before);
});

test('by default the workspaces are in the state folder of the user', async () => {
  const { repository, base } = await makeBench();
  const workspace = await (await openWorkspacePool(repository)).acquire('run-1', base);
  const state = process.env['XDG_STATE_HOME'] ?? '';
  expect(workspace.path).toBe(join(state, 'planex', repository.id, 'workspaces/slot-1'));
});

test('a slot is used again, clean, whatever its last run did to it', async () => {
  const { home, pool, base } = await makeBench();
  const first = await pool.acquire('run-1', base);
  const there = useRepository(first.path);
  there.write('dist/out.js', 'ignored');
  there.write('new/file.txt', 'new');
  there.write('a.txt', 'changed\n');
  there.git('checkout', '--quiet', '-b', 'agent');
  there.git('add', '-A');
  there.git('commit', '--quiet', '-m', 'by the agent');
  rmSync(join(first.path, 'src'), { recursive: true });
  writeFileSync(join(first.gitDir, 'index.lock'), '');
  await pool.release(first);

  const next = home.commit({ 'a.txt': 'next\n' });
  const second = await pool.acquire('run-2', next);
  expect(second.path).toBe(first.path);
  const again = useRepository(second.path);
  expect([again.git('status', '--porcelain', '--ignored'), again.read('a.txt')]).toEqual(['', 'next\n']);
  expect(again.git('rev-parse', 'HEAD')).toBe(next);
  expect(home.git('log', '-1', '--format=%s', 'agent')).toBe('by the agent');
});

test('work in the middle of a merge, rebase, bisect or on no commit at all does not outlive its run', async () => {
  const { home, pool, base } = await makeBench();
  home.git('checkout', '--quiet', '-b', 'other');
  home.commit({ 'a.txt': 'other\n' });
  home.git('checkout', '--quiet', 'main');
  const conflicts = [
    'merge other',
    'rebase other',
    'cherry-pick other',
    'bisect start',
    'checkout --orphan nowhere',
  ];
  for (const [number, command] of conflicts.entries()) {
    const workspace = await pool.acquire(`run-${number}`, base);
    expect(workspace.slot).toBe('slot-1');
    const there = useRepository(workspace.path);
    there.commit({ 'a.txt': `mine ${number}\n` });
    try {
      there.git(...command.split(' '));
    } catch {
      // The conflict is the point.
    }
    await pool.release(workspace);
  }
  const workspace = await pool.acquire('last', base);
  expect(useRepository(workspace.path).git('status')).toMatch(/^HEAD detached at \w+\nnothing to commit/);
});

test('runs at the same time get slots of their own', async () => {
  const { pool, base } = await makeBench();
  const workspaces = await Promise.all(['r1', 'r2', 'r3'].map((run) => pool.acquire(run, base)));
  expect(workspaces.map(({ slot }) => slot).sort()).toEqual(['slot-1', 'slot-2', 'slot-3']);
  expect((await pool.listHolders()).sort()).toEqual(['r1', 'r2', 'r3']);
});

test('two pools of one repository do not share a slot', async () => {
  const { repository, pool, base, root } = await makeBench();
  const other = await openWorkspacePool(repository, { root });
  const taken = await Promise.all([pool, other, pool, other].map((one, run) => one.acquire(`r${run}`, base)));
  expect(new Set(taken.map(({ path }) => path)).size).toBe(4);
});

test('after a death the new pool finds the workspace of a run, or lets go of it and keeps the work', async () => {
  const { home, repository, pool, base, root } = await makeBench();
  const one = await pool.acquire('run-1', base);
  const two = await pool.acquire('run-2', base);
  useRepository(two.path).write('precious.txt', 'work\n');

  const reborn = await openWorkspacePool(repository, { root });
  expect(await reborn.adopt('run-1')).toEqual(one);
  expect(await reborn.adopt('nobody')).toBeUndefined();
  await reborn.forget('run-2');
  await reborn.forget('nobody');
  expect(await reborn.listHolders()).toEqual(['run-1']);
  expect(home.git('show', 'refs/planex/runs/run-2:precious.txt')).toBe('work');
});

test('a claim without a work tree, of a daemon that died right after it, is let go', async () => {
  const { pool, base, root } = await makeBench();
  mkdirSync(join(root, 'claims'));
  writeFileSync(join(root, 'claims/slot-1.json'), JSON.stringify({ version: 1, runId: 'dead', base }));
  writeFileSync(join(root, 'claims/slot-1.dead.4711.tmp'), '{');
  expect((await pool.acquire('run-1', base)).slot).toBe('slot-2');
  await pool.forget('dead');
  expect(readdirSync(join(root, 'claims'))).toEqual(['slot-2.json']);
  expect((await pool.acquire('run-2', base)).slot).toBe('slot-1');
});

/** Something that git of a dead planex still does in a work tree: it begins to clean a while later. */
async function leaveCleaning(path: string, env: NodeJS.ProcessEnv): Promise<{ hasEnded: () => boolean }> {
  const child = spawn('sh', ['-c', `echo begun; sleep 1; rm -f '${path}/mine.txt'`], { env, detached: true });
  onTestFinished(() => void child.kill('SIGKILL'));
  await once(child.stdout, 'data');
  return { hasEnded: () => child.exitCode !== null || child.signalCode !== null || !isRunning(child.pid) };
}

function isRunning(pid = 0): boolean {
  return readStat(pid)?.ended === false;
}

/** The environments that git has been started with for this command since. */
function watchGit(command: string): () => NodeJS.ProcessEnv[] {
  const usual = process.env['PATH'] ?? '';
  const folder = makeFolder('planex-bin-');
  const keep = `case "$*" in *'${command}'*) env -0 > ${folder}/$$.env ;; esac`;
  const shim = `#!/bin/sh\n${keep}\nexec ${findProgram('git', process.env)} "$@"\n`;
  writeFileSync(join(folder, 'git'), shim, { mode: 0o755 });
  process.env['PATH'] = `${folder}${delimiter}${usual}`;
  onTestFinished(() => {
    process.env['PATH'] = usual;
  });
  return () =>
    readdirSync(folder)
      .filter((name) => name.endsWith('.env'))
      .map((name) => readFileSync(join(folder, name), 'utf8').split('\0').slice(0, -1))
      .map((fields) =>
        Object.fromEntries(
          fields.map((field) => [field.slice(0, field.indexOf('=')), field.slice(field.indexOf('=') + 1)]),
        ),
      );
}

test.each([
  ['taken for the run', 'status'],
  ['still being emptied for it', 'clean'],
  ['still being made for it', 'worktree add'],
])(
  'what git of a dead planex does in a slot %s is over before another gets the slot',
  async (state, command) => {
    const { home, repository, pool, base, root } = await makeBench();
    const path = join(root, 'slot-1');
    const listEnvironments = watchGit(command);
    const workspace = await pool.acquire('dead', base);
    await pool.snapshot(workspace);
    if (state !== 'taken for the run')
      writeFileSync(join(root, 'claims/slot-1.json'), JSON.stringify({ version: 1, runId: 'dead', base }));
    const [env] = listEnvironments();
    const left = await leaveCleaning(path, env ?? {});
    const next = await openWorkspacePool(repository, { root });
    await next.forget('dead');
    expect(left.hasEnded()).toBe(true);
    expect((await next.acquire('run-2', base)).path).toBe(path);
    expect(home.git('worktree', 'list')).toContain(path);
  },
);

test('a slot with an unreadable claim is never touched', async () => {
  const { pool, base, root } = await makeBench();
  mkdirSync(join(root, 'claims'));
  writeFileSync(join(root, 'claims/slot-1.json'), '{');
  expect((await pool.acquire('run-1', base)).slot).toBe('slot-2');
});

test('a snapshot keeps everything but ignored files, also what the executor committed', async () => {
  const { home, pool, base } = await makeBench();
  const workspace = await pool.acquire('run-1', base);
  expect(await pool.snapshot(workspace)).toBeUndefined();
  const there = useRepository(workspace.path);
  there.commit({ 'committed.txt': 'c\n' });
  there.write('untracked ä.txt', 'u\n');
  there.write('dist/x', 'ignored');
  rmSync(join(workspace.path, 'a.txt'));
  const snapshot = await pool.snapshot(workspace);
  expect(
    home.git('-c', 'core.quotePath=false', 'diff', '--name-status', base, 'refs/planex/runs/run-1'),
  ).toBe('D\ta.txt\nA\tcommitted.txt\nA\tuntracked ä.txt');
  expect(home.git('rev-parse', 'refs/planex/runs/run-1^')).toBe(base);
  expect(snapshot).toBe(home.git('rev-parse', 'refs/planex/runs/run-1'));
});

test('releasing keeps what no reference holds, and only that', async () => {
  const { home, repository, pool, base } = await makeBench();
  const unsaved = await pool.acquire('unsaved', base);
  useRepository(unsaved.path).write('u.txt', 'u\n');
  await pool.release(unsaved);
  expect(home.git('show', 'refs/planex/runs/unsaved:u.txt')).toBe('u');

  const saved = await pool.acquire('saved', base);
  useRepository(saved.path).write('s.txt', 's\n');
  const commit = await pool.snapshot(saved);
  await pool.release(saved);
  expect((await listRuns(repository)).get('saved')).toBe(commit);
  expect(home.git('for-each-ref', 'refs/planex/leftovers')).toBe('');

  const more = await pool.acquire('more', base);
  useRepository(more.path).write('m.txt', 'm\n');
  const first = await pool.snapshot(more);
  useRepository(more.path).write('late.txt', 'l\n');
  await pool.release(more);
  expect((await listRuns(repository)).get('more')).toBe(first);
  expect(home.git('show', 'refs/planex/leftovers/more:late.txt')).toBe('l');
});

test('of a snapshot of some paths the others are no part, also where nothing is at these; they are kept as leftovers', async () => {
  const { home, pool, base } = await makeBench();
  for (const own of ['own.txt', 'gone.txt', 'nested']) {
    const workspace = await pool.acquire(own, base);
    useRepository(workspace.path).write('own.txt', 'mine\n');
    if (own === 'nested') useRepository(workspace.path).git('init', '--quiet', own);
    const commit = await pool.snapshot(workspace, [own]);
    expect(home.git('diff', '--name-only', base, commit ?? '')).toBe(own === 'own.txt' ? own : '');
    await pool.release(workspace);
    expect(home.git('rev-parse', `refs/planex/runs/${own}`)).toBe(commit);
  }
  for (const own of ['gone.txt', 'nested']) {
    expect(home.git('show', `refs/planex/leftovers/${own}:own.txt`)).toBe('mine');
  }
});

test('releasing survives a removed and a replaced .git, and moves nested repositories out', async () => {
  const { home, pool, base, root } = await makeBench();
  const removed = await pool.acquire('removed', base);
  rmSync(join(removed.path, '.git'));
  writeFileSync(join(removed.path, 'kept.txt'), 'k\n');
  await pool.release(removed);
  expect(home.git('show', 'refs/planex/runs/removed:kept.txt')).toBe('k');

  const replaced = await pool.acquire('replaced', base);
  rmSync(join(replaced.path, '.git'));
  useRepository(replaced.path).git('init', '--quiet');
  useRepository(replaced.path).commit({ 'mine.txt': 'm\n' });
  mkdirSync(join(replaced.path, 'deep/nested'), { recursive: true });
  useRepository(join(replaced.path, 'deep/nested')).git('init', '--quiet');
  useRepository(join(replaced.path, 'deep/nested')).commit({ 'n.txt': 'n\n' });
  await pool.release(replaced);
  expect(home.git('show', 'refs/planex/runs/replaced:mine.txt')).toBe('m');
  expect(readdirSync(join(root, 'kept/replaced')).sort()).toEqual(['dot-git', 'nested']);
  expect(existsSync(join(root, 'kept/replaced/nested/deep/nested/n.txt'))).toBe(true);
});

test('a slot stays taken when its work could not be saved', async () => {
  const { home, pool, base } = await makeBench();
  const workspace = await pool.acquire('run-1', base);
  useRepository(workspace.path).write('precious.txt', 'work\n');
  home.write('.git/refs/planex', 'in the way of the reference');
  await expect(pool.release(workspace)).rejects.toThrow();
  expect(await pool.listHolders()).toEqual(['run-1']);
  expect((await pool.acquire('run-2', base)).slot).toBe('slot-2');
});

test('work that git has no form for is moved aside whole, and the slot is free', async () => {
  const { home, pool, base, root } = await makeBench();
  const workspace = await pool.acquire('run-1', base);
  writeFileSync(join(workspace.path, 'git~1'), 'work\n');
  expect(await pool.snapshot(workspace)).toBeUndefined();
  const kept = await pool.release(workspace);
  expect(kept).toBe(join(root, 'kept/run-1/work'));
  expect(readFileSync(join(kept ?? '', 'git~1'), 'utf8')).toBe('work\n');
  expect(home.git('for-each-ref', 'refs/planex')).toBe('');
  expect(await pool.listHolders()).toEqual([]);
  const next = await pool.acquire('run-2', base);
  expect(next.slot).toBe('slot-1');
  expect(useRepository(next.path).git('status', '--porcelain')).toBe('');
});

test('a slot whose folder is gone is not taken for work that deletes every file', async () => {
  const { home, pool, base } = await makeBench();
  const workspace = await pool.acquire('run-1', base);
  // As when planex dies right after it has moved it aside.
  renameSync(workspace.path, join(makeFolder(), 'away'));
  expect(await pool.adopt('run-1', { path: workspace.path, base })).toBeUndefined();
  await pool.forget('run-1');
  expect(home.git('for-each-ref', 'refs/planex')).toBe('');
  expect(await pool.listHolders()).toEqual([]);
});

test('a folder in the place of a slot is moved aside, not removed', async () => {
  const { pool, base, root } = await makeBench();
  mkdirSync(join(root, 'slot-1'));
  writeFileSync(join(root, 'slot-1/stranger.txt'), 'whose?');
  const workspace = await pool.acquire('run-1', base);
  expect(workspace.slot).toBe('slot-1');
  expect(existsSync(join(root, 'kept/run-1/before-slot-1/stranger.txt'))).toBe(true);
});

test('a copy of a slot does not share the git folder of the original', async () => {
  const { repository, pool, base } = await makeBench();
  const original = await pool.acquire('run-1', base);
  const root = makeFolder();
  cpSync(original.path, join(root, 'slot-1'), { recursive: true });
  const copy = await (await openWorkspacePool(repository, { root })).acquire('run-2', base);
  expect(copy.gitDir).not.toBe(original.gitDir);
});

test('slots that were deleted, or pruned from the repository, are made again', async () => {
  const { home, pool, base } = await makeBench();
  const deleted = await pool.acquire('run-1', base);
  await pool.release(deleted);
  rmSync(deleted.path, { recursive: true });
  expect((await pool.acquire('run-2', base)).slot).toBe('slot-1');
  await pool.forget('run-2');
  rmSync(join(home.path, '.git/worktrees'), { recursive: true });
  const workspace = await pool.acquire('run-3', base);
  expect(useRepository(workspace.path).git('status', '--porcelain')).toBe('');
});

test('a base that does not exist leaves no slot taken', async () => {
  const { pool } = await makeBench();
  await expect(pool.acquire('run-1', 'f'.repeat(40))).rejects.toThrow();
  expect(await pool.listHolders()).toEqual([]);
});

test('hooks of the user do not run when workspaces are made or used again', async () => {
  const { home, pool, base } = await makeBench();
  for (const hook of ['post-checkout', 'reference-transaction', 'post-index-change']) {
    home.write(`.git/hooks/${hook}`, `#!/bin/sh\necho ${hook} >> '${home.path}/hooks.log'\n`);
    chmodSync(join(home.path, '.git/hooks', hook), 0o755);
  }
  await pool.release(await pool.acquire('run-1', base));
  await pool.release(await pool.acquire('run-2', base));
  expect(existsSync(join(home.path, 'hooks.log'))).toBe(false);
});

test('workspaces of a submodule, of a linked work tree and of a sha256 repository', async () => {
  const outer = makeRepository();
  outer.git('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', makeRepository().path, 'sub');
  const linked = join(makeFolder(), 'linked');
  outer.git('worktree', 'add', '--quiet', '-b', 'side', linked);
  const modern = makeFolder();
  useRepository(modern).git('init', '--quiet', '--object-format=sha256');
  useRepository(modern).commit({ 'a.txt': 'a' });
  for (const path of [join(outer.path, 'sub'), linked, modern]) {
    const pool = await openWorkspacePool(await openRepository(path), { root: makeFolder() });
    const workspace = await pool.acquire('run-1', useRepository(path).git('rev-parse', 'HEAD'));
    useRepository(workspace.path).write('new.txt', 'new\n');
    await pool.release(workspace);
    expect(useRepository(path).git('show', 'refs/planex/runs/run-1:new.txt')).toBe('new');
    const again = await pool.acquire('run-2', useRepository(path).git('rev-parse', 'HEAD'));
    expect(useRepository(again.path).git('status', '--porcelain')).toBe('');
  }
});
