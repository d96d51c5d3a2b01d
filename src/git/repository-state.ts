import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isCommitInProgress } from './commit-in-progress.ts';
import { runGit } from './git.ts';
import { findOperation, type Operation } from './operation.ts';
import type { Repository } from './repository.ts';
import { type Head, listWorkTrees } from './work-trees.ts';

/** Everything about the repository that decides whether work may start or land in it now. */
export interface RepositoryState {
  /** HEAD of the home work tree. */
  head: Head;
  operation?: Operation;
  /** A `git commit` of the home work tree is running or its message is being edited. */
  commitInProgress: boolean;
  /** History was cut off by a shallow clone. */
  shallow: boolean;
  /** Branches checked out in any work tree, with the top of that work tree. */
  checkedOut: { branch: string; path: string }[];
  /** Who commits here; missing when git does not know. */
  identity?: { name: string; email: string };
}

/** Reads the state afresh; three git processes at most. */
export async function readRepositoryState(repository: Repository): Promise<RepositoryState> {
  const [trees, operation, commitInProgress, shallow, identity] = await Promise.all([
    listWorkTrees(repository),
    findOperation(repository.gitDir),
    isCommitInProgress(repository),
    isShallow(repository),
    readIdentity(repository),
  ]);
  const here = trees.find((tree) => tree.path === repository.home);
  if (here === undefined) throw new Error(`git does not list ${repository.home} among its work trees`);
  return {
    head: here.head,
    ...(operation && { operation }),
    commitInProgress,
    shallow,
    checkedOut: trees.flatMap(({ head, path }) =>
      head.kind === 'detached' ? [] : [{ branch: head.name, path }],
    ),
    ...(identity && { identity }),
  };
}

/** Whether the history ends at a shallow boundary. */
async function isShallow(repository: Repository): Promise<boolean> {
  const boundary = await stat(join(repository.commonDir, 'shallow')).catch(() => undefined);
  return boundary !== undefined && boundary.size > 0;
}

async function readIdentity(repository: Repository): Promise<RepositoryState['identity']> {
  const answer = await runGit(repository.home, ['var', 'GIT_COMMITTER_IDENT']);
  const [, name, email] = /^(.*) <(.*)> \d+ [-+]\d+$/m.exec(answer.stdout) ?? [];
  return answer.code === 0 && name !== undefined && email !== undefined ? { name, email } : undefined;
}
