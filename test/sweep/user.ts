import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { TRACKED_PLAN } from './artifacts.ts';
import type { Scene } from './scene.ts';

const POLL_MS = 10;
const PATIENCE_MS = 120_000;

export const USER_SUBJECT = 'docs: what I had staged';

/** The paths of the user's plain commit, sorted. */
export const STAGED = ['mine/added.txt', 'mine/partial.txt', 'mine/removed.txt', 'mine/staged.txt'];

/** Fills the repository, has planex trust it, and leaves work of every kind in the middle of being done. */
export async function beginWork(scene: Scene): Promise<void> {
  await scene.git('init', '--quiet');
  for (const [path, text] of Object.entries(scene.work.committedFiles)) await scene.write(path, text);
  for (const name of ['staged', 'partial', 'edited', 'stashed', 'removed', 'assumed']) {
    await scene.write(`mine/${name}.txt`, `${name}: the first line\n`);
  }
  await scene.write('.gitignore', '*.log\n');
  await scene.git('add', '.');
  await scene.git('commit', '--quiet', '--message', 'docs: begin');
  const trusted = await scene.planex(['trust', TRACKED_PLAN, '.planexrc']);
  if (trusted.code !== 0) throw new Error(`planex trust: ${trusted.stdout}${trusted.stderr}`);

  await scene.write('mine/stashed.txt', 'stashed: put away\n');
  await scene.git('stash', 'push', '--quiet', '--message', 'for later');
  await scene.write('mine/staged.txt', 'staged: another\n');
  await scene.write('mine/added.txt', 'added: new\n');
  await scene.write('mine/partial.txt', 'partial: the staged half\n');
  await scene.git('add', 'mine/staged.txt', 'mine/added.txt', 'mine/partial.txt');
  await scene.git('rm', '--quiet', 'mine/removed.txt');
  await scene.write('mine/partial.txt', 'partial: the staged half\nand the other half\n');
  await scene.write('mine/edited.txt', 'edited: not staged\n');
  await scene.write('mine/intended.txt', 'intended: to be added\n');
  await scene.git('add', '--intent-to-add', 'mine/intended.txt');
  await scene.git('update-index', '--assume-unchanged', 'mine/assumed.txt');
  await scene.write('mine/untracked.txt', 'untracked\n');
  await scene.write('mine/ignored.log', 'ignored\n');
  for (const [path, text] of Object.entries(scene.work.uncommittedArtifacts)) await scene.write(path, text);
}

/** A plain commit. Where a lock is in the way, does as git advises: waits for git processes, then removes the lock. */
export async function commitAsUser(scene: Scene): Promise<{ removedLock: boolean; problem?: string }> {
  const first = await commit(scene);
  if (first.code === 0) return { removedLock: false };
  const lock = join(scene.top, '.git/index.lock');
  if (!existsSync(lock)) return { removedLock: false, problem: first.stderr.trim() };
  await waitForGit(scene);
  await rm(lock, { force: true });
  const second = await commit(scene);
  return second.code === 0 ? { removedLock: true } : { removedLock: true, problem: second.stderr.trim() };
}

function commit(scene: Scene): ReturnType<Scene['tryGit']> {
  return scene.tryGit('commit', '--quiet', '--message', USER_SUBJECT);
}

async function waitForGit(scene: Scene): Promise<void> {
  const endsAt = performance.now() + PATIENCE_MS;
  while ([...(await scene.listProcesses()).values()].some((line) => line.startsWith('git '))) {
    if (performance.now() > endsAt) throw new Error('git processes of a killed planex do not end');
    await sleep(POLL_MS);
  }
}
