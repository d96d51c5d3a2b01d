import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { faultPoint } from '../../fault-point.ts';
import { copyBaseIndex } from './base-index-copy.ts';
import { asideOf, baseIndexOf, gitInWorkspace, type Workspace } from './workspace.ts';

/** Traces of operations that a check-out does not clear by itself. */
const LEFTOVER_STATE = [
  'index.lock',
  'HEAD.lock',
  'rebase-merge',
  'rebase-apply',
  'sequencer',
  'BISECT_LOG',
  'BISECT_START',
];

/**
 * Makes the workspace hold exactly `workspace.base` with HEAD detached there: whatever was in it before is gone, so
 * the caller must have saved it. Branches that were checked out in it stay where they are.
 */
export async function checkOutBase(workspace: Workspace): Promise<void> {
  await clearOperations(workspace);
  await gitInWorkspace(workspace, ['clean', '-ffdxq'], { writes: true });
  faultPoint('workspace-checkout:cleaned');
  await checkOut(workspace, workspace.base);
  await rememberBaseIndex(workspace);
}

/** Keeps the present index as the one that changes are measured against. */
export async function rememberBaseIndex(workspace: Workspace): Promise<void> {
  await copyBaseIndex(join(workspace.gitDir, 'index'), baseIndexOf(workspace));
}

/** Brings tracked files and HEAD to `commit`, throwing away changes to them and any operation in progress. */
export async function checkOut(workspace: Workspace, commit: string): Promise<void> {
  await clearOperations(workspace);
  await gitInWorkspace(workspace, ['checkout', '--quiet', '--detach', '--force', commit, '--'], {
    writes: true,
  });
  faultPoint('workspace-checkout:checked-out');
}

/** The commit that HEAD is detached at, read without git; undefined when it is on a branch or cannot be read. */
export async function readDetachedHead(workspace: Pick<Workspace, 'gitDir'>): Promise<string | undefined> {
  const head = await readFile(join(workspace.gitDir, 'HEAD'), 'utf8').catch(() => '');
  return /^[0-9a-f]{40,64}$/.exec(head.trim())?.[0];
}

/**
 * Puts HEAD back to `base`, detached, and the index to what it was right after the check-out, without touching files.
 * What an executor committed, staged or reset becomes a plain difference of its files to `base`.
 */
export async function forgetCommits(workspace: Workspace): Promise<void> {
  await clearOperations(workspace);
  if ((await readDetachedHead(workspace)) !== workspace.base) {
    await writeFile(join(workspace.gitDir, 'HEAD'), `${workspace.base}\n`);
  }
  await copyBaseIndex(baseIndexOf(workspace), join(workspace.gitDir, 'index'));
}

/**
 * Makes `.git` of the workspace point to its git folder again when an executor removed or replaced it. What stands
 * there instead is moved aside.
 */
export async function reattach(workspace: Workspace): Promise<void> {
  const link = join(workspace.path, '.git');
  const wanted = `gitdir: ${workspace.gitDir}\n`;
  const found = await stat(link).catch(() => undefined);
  if (found?.isFile() && (await readFile(link, 'utf8')) === wanted) return;
  if (found !== undefined) {
    const aside = asideOf(workspace, 'dot-git');
    await mkdir(dirname(aside), { recursive: true });
    await rename(link, aside);
    faultPoint('workspace-checkout:moved-aside');
  }
  await mkdir(workspace.path, { recursive: true });
  await writeFile(link, wanted);
}

async function clearOperations(workspace: Workspace): Promise<void> {
  await Promise.all(
    LEFTOVER_STATE.map((name) => rm(join(workspace.gitDir, name), { recursive: true, force: true })),
  );
}
