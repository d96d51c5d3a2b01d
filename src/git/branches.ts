import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { faultPoint } from '../fault-point.ts';
import { git, GitError, runGit } from './git.ts';
import type { Repository } from './repository.ts';

/** The commit a local branch points to, or undefined when there is no such branch; throws `GitError` when git cannot tell. */
export async function readBranch(
  repository: Pick<Repository, 'home' | 'commonDir'>,
  name: string,
): Promise<string | undefined> {
  const loose = readLooseBranch(repository.commonDir, name);
  if (loose !== undefined) return loose;
  const args = ['rev-parse', '--quiet', '--verify', `refs/heads/${name}^{commit}`];
  const answer = await runGit(repository.home, args);
  if (answer.code === 0) return answer.stdout.trim();
  if (answer.code === 1) return undefined;
  throw new GitError(args, answer);
}

/** Where a branch is that has moved since it was packed and so is a file of its own; all else, such as a name for another, is for git. */
export function readLooseBranch(commonDir: string, name: string): string | undefined {
  try {
    const text = readFileSync(join(commonDir, 'refs/heads', name), 'latin1');
    return /^(?!0+\n)([0-9a-f]{40}|[0-9a-f]{64})\n$/.exec(text)?.[1];
  } catch {
    return undefined;
  }
}

/** The branch that a symbolic branch is only another name for; undefined for every other. */
export function readAliased(commonDir: string, name: string): string | undefined {
  try {
    const text = readFileSync(join(commonDir, 'refs/heads', name), 'utf8');
    return /^ref: *(?:refs\/heads\/)?(.+)/.exec(text)?.[1];
  } catch {
    return undefined;
  }
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
  faultPoint('branches:created');
}

// In the C locale. The second is said of a path that the work tree has, and a commit that lacks it.
const NO_SUCH_PATH = /^fatal: path '.*' (?:does not exist in|exists on disk, but not in) '/ms;

/** Bytes of a path in a commit, or undefined when it has none there; throws `GitError` when git cannot tell. */
export async function readBlob(
  repository: Pick<Repository, 'home'>,
  commit: string,
  path: string,
): Promise<Uint8Array | undefined> {
  const args = ['cat-file', 'blob', `${commit}:${path}`];
  const answer = await runGit(repository.home, args, { encoding: 'latin1' });
  if (answer.code === 0) return Buffer.from(answer.stdout, 'latin1');
  if (answer.code === 128 && NO_SUCH_PATH.test(answer.stderr)) return undefined;
  throw new GitError(args, answer);
}
