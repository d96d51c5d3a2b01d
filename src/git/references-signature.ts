import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { addTree } from './add-tree.ts';
import { signFiles } from './file-signature.ts';
import type { Repository } from './repository.ts';

/** With more files than this, asking git is the cheaper way. */
const MOST_FILES = 2_000;

/**
 * Says in one text how everything stands on disk that decides which branches there are, where they point, and which work
 * trees have what checked out: while it is the same, git's answers are. At which commit another work tree than this one is
 * detached makes no difference. Undefined when it cannot be told.
 */
export function signReferences(repository: Place, nowMs: number = Date.now()): string | undefined {
  return signWith(repository, () => [], nowMs);
}

/** The same, with the tags and the stash. */
export function signShared(repository: Place, nowMs: number = Date.now()): string | undefined {
  const listMore = (): string[] => {
    const paths = [join(repository.commonDir, 'refs/stash')];
    addTree(join(repository.commonDir, 'refs/tags'), paths, MOST_FILES);
    return paths;
  };
  return signWith(repository, listMore, nowMs);
}

type Place = Pick<Repository, 'gitDir' | 'commonDir'>;

function signWith(
  { gitDir: own, commonDir }: Place,
  listMore: () => string[],
  nowMs: number,
): string | undefined {
  try {
    const paths = [join(commonDir, 'HEAD'), ...listBranchFiles(commonDir), ...listMore()];
    const linked = join(commonDir, 'worktrees');
    const others: string[] = [];
    for (const name of existsSync(linked) ? readdirSync(linked) : []) {
      const gitDir = join(linked, name);
      paths.push(...['gitdir', 'locked'].map((file) => join(gitDir, file)));
      if (gitDir === own) paths.push(join(gitDir, 'HEAD'));
      const head = readFileSync(join(gitDir, 'HEAD'), 'utf8').trimEnd();
      // Git leaves out a work tree that is not where this points to.
      const isThere = existsSync(readFileSync(join(gitDir, 'gitdir'), 'utf8').trimEnd());
      others.push(`${name} ${head.startsWith('ref: ') ? head : 'detached'} ${isThere ? '' : 'vanished'}`);
    }
    const signature = paths.length > MOST_FILES ? undefined : signFiles(paths, nowMs);
    return signature === undefined ? undefined : [signature, ...others].join('\n');
  } catch {
    // Something went away while it was looked at.
    return undefined;
  }
}

/** The same of the branches alone, and of which is checked out here: what is so in other work trees makes no difference. */
export function signBranches({ gitDir, commonDir }: Place, nowMs: number = Date.now()): string | undefined {
  try {
    const paths = [join(gitDir, 'HEAD'), ...listBranchFiles(commonDir)];
    // Where there are reftables, each work tree has its HEAD in one of its own.
    addTree(join(gitDir, 'reftable'), paths, MOST_FILES);
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
