import { existsSync } from 'node:fs';
import { mkdir, readFile, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { faultPoint } from '../../fault-point.ts';
import { git } from '../git.ts';
import { markMaking } from '../orphaned-git.ts';
import type { Repository } from '../repository.ts';
import { checkOutBase } from './workspace-checkout.ts';
import { asideOf, type Workspace } from './workspace.ts';

/**
 * Makes the folder of a slot hold exactly `base`, re-using the work tree that is there. A folder that is none of this
 * repository, or that git cannot bring to `base`, is moved aside and replaced.
 */
export async function prepareSlot(
  repository: Repository,
  slot: Omit<Workspace, 'gitDir'>,
): Promise<Workspace> {
  const gitDir = await findGitDir(repository, slot.path);
  if (gitDir === undefined) return createSlot(repository, slot);
  try {
    await checkOutBase({ ...slot, gitDir });
    return { ...slot, gitDir };
  } catch {
    return createSlot(repository, slot);
  }
}

async function createSlot(repository: Repository, slot: Omit<Workspace, 'gitDir'>): Promise<Workspace> {
  if (existsSync(slot.path)) {
    const aside = asideOf(slot, `before-${slot.slot}`);
    await mkdir(dirname(aside), { recursive: true });
    await rename(slot.path, aside);
    faultPoint('workspace-slot:moved-aside');
  }
  // A work tree whose folder is gone keeps its place in git's list, which force takes. To prune the list would also take
  // the entry of a work tree that another process is just adding.
  const settings = ['-c', 'core.hooksPath=/dev/null', '-c', 'worktree.useRelativePaths=false'];
  const add = ['worktree', 'add', '--quiet', '--force', '--no-checkout', '--detach', slot.path, slot.base];
  await git(repository.home, [...settings, ...add], { writes: true, env: markMaking(slot.path) });
  faultPoint('workspace-slot:added');
  const gitDir = await findGitDir(repository, slot.path);
  if (gitDir === undefined) throw new Error(`git made no work tree at ${slot.path}`);
  await checkOutBase({ ...slot, gitDir });
  return { ...slot, gitDir };
}

/** The git folder of a work tree of this repository; undefined unless each points to the other. */
export async function findGitDir(repository: Repository, path: string): Promise<string | undefined> {
  const pointer = await readFile(join(path, '.git'), 'utf8').catch(() => '');
  const [, gitDir] = /^gitdir: (.+)\n?$/.exec(pointer) ?? [];
  if (gitDir === undefined || dirname(gitDir) !== join(repository.commonDir, 'worktrees')) return undefined;
  const back = await readFile(join(gitDir, 'gitdir'), 'utf8').catch(() => '');
  return back.trim() === join(path, '.git') ? gitDir : undefined;
}
