import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { addTree } from './add-tree.ts';
import { signFiles } from './file-signature.ts';
import type { Repository } from './repository.ts';

/** With more files than this, asking git is the cheaper way. */
const MOST_FILES = 2_000;

/**
 * Says in one text how everything stands on disk that decides which branches there are, where they point, and which work
 * trees have what checked out: while it is the same, git's answers are. Undefined when that cannot be told.
 */
export function signReferences(
  { commonDir }: Pick<Repository, 'commonDir'>,
  nowMs: number = Date.now(),
): string | undefined {
  try {
    const paths = [join(commonDir, 'HEAD'), ...listBranchFiles(commonDir)];
    const linked = join(commonDir, 'worktrees');
    const vanished: string[] = [];
    for (const name of existsSync(linked) ? readdirSync(linked) : []) {
      const gitDir = join(linked, name);
      paths.push(...['HEAD', 'gitdir', 'locked'].map((file) => join(gitDir, file)));
      // Git leaves out a work tree that is not where this points to.
      if (!existsSync(readFileSync(join(gitDir, 'gitdir'), 'utf8').trimEnd())) vanished.push(name);
    }
    const signature = paths.length > MOST_FILES ? undefined : signFiles(paths, nowMs);
    return signature === undefined ? undefined : `${signature}\nvanished ${vanished.join('/')}`;
  } catch {
    // Something went away while it was looked at.
    return undefined;
  }
}

/** The same of the branches alone: work trees in which something is committed or checked out make no difference. */
export function signBranches(
  { commonDir }: Pick<Repository, 'commonDir'>,
  nowMs: number = Date.now(),
): string | undefined {
  try {
    const paths = listBranchFiles(commonDir);
    return paths.length > MOST_FILES ? undefined : signFiles(paths, nowMs);
  } catch {
    return undefined;
  }
}

function listBranchFiles(commonDir: string): string[] {
  const paths = ['config', 'packed-refs', 'shallow'].map((name) => join(commonDir, name));
  for (const name of ['refs/heads', 'reftable']) addTree(join(commonDir, name), paths, MOST_FILES);
  return paths;
}
