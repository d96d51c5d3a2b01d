import { git, runGit } from './git.ts';
import type { Repository } from './repository.ts';

/** The commit a local branch points to, or undefined when there is no such branch. */
export async function readBranch(
  repository: Pick<Repository, 'home'>,
  name: string,
): Promise<string | undefined> {
  const answer = await runGit(repository.home, [
    'rev-parse',
    '--quiet',
    '--verify',
    `refs/heads/${name}^{commit}`,
  ]);
  return answer.code === 0 ? answer.stdout.trim() : undefined;
}

/** Makes a local branch at `oid`; throws `GitError` when it exists. */
export async function createBranch(
  repository: Pick<Repository, 'home'>,
  name: string,
  oid: string,
): Promise<void> {
  await git(repository.home, ['update-ref', '-m', 'planex: create', `refs/heads/${name}`, oid, ''], {
    writes: true,
  });
}

/** Bytes of a path in a commit, or undefined when it has none there. */
export async function readBlob(
  repository: Pick<Repository, 'home'>,
  commit: string,
  path: string,
): Promise<Uint8Array | undefined> {
  const answer = await runGit(repository.home, ['cat-file', 'blob', `${commit}:${path}`], {
    encoding: 'latin1',
  });
  return answer.code === 0 ? Buffer.from(answer.stdout, 'latin1') : undefined;
}

/** Paths that a commit changes against its first parent. */
export async function listCommitPaths(
  repository: Pick<Repository, 'home'>,
  commit: string,
): Promise<string[]> {
  const output = await git(repository.home, [
    'diff-tree',
    '--root',
    '--no-commit-id',
    '--name-only',
    '--no-renames',
    '-r',
    '-z',
    commit,
  ]);
  return output.split('\0').filter((path) => path !== '');
}
