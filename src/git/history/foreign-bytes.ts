import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { runGit } from '../git.ts';
import type { Repository } from '../repository.ts';

/** Searching a history of hundreds of thousands of commits may take long; what is not known by then counts as foreign. */
const TIMEOUT_MS = 20_000;
/** Commits that no reference may hold any more, but that files can have come from a moment ago. */
const LOOSE_ENDS = ['ORIG_HEAD', 'FETCH_HEAD', 'MERGE_HEAD', 'CHERRY_PICK_HEAD'];

/**
 * Whether these bytes stand in a commit that is not one of `ownCommits`: of another branch, a remote, a stash, or before
 * planex first looked. Such bytes came out of Git, by whichever command, and were not written here, however Git lists
 * their file now.
 */
export async function cameFromGit(
  repository: Repository,
  file: { path: string; bytes: Uint8Array },
  ownCommits: ReadonlySet<string>,
): Promise<boolean> {
  const { home, gitDir } = repository;
  const hashed = await runGit(home, ['hash-object', '--stdin', `--path=${file.path}`], {
    input: Buffer.from(file.bytes),
  });
  const blob = hashed.stdout.trim();
  if (hashed.code !== 0) return true;
  // Bytes fresh from an editor are no object of the repository yet, so that the history need not be searched.
  if ((await runGit(home, ['cat-file', '-e', blob])).code !== 0) return false;
  const ends = LOOSE_ENDS.filter((name) => existsSync(join(gitDir, name)));
  const holders = await runGit(
    home,
    [
      'log',
      '--all',
      '--reflog',
      '-m',
      '--format=%H',
      `--find-object=${blob}`,
      '--no-patch',
      ...ends,
      'HEAD',
      '--',
    ],
    { timeoutMs: TIMEOUT_MS },
  );
  if (holders.code !== 0) return true;
  return holders.stdout.split('\n').some((commit) => commit !== '' && !ownCommits.has(commit));
}
