import { GitError, runGit } from '../git.ts';
import type { Repository } from '../repository.ts';

/** Who commits, and how that is signed. Git names keys in lower case. */
const KEYS = String.raw`^(user\.(name|email|signingkey|useconfigonly)|(author|committer)\.(name|email)|commit\.gpgsign|gpg\.([^=]+\.)?[a-z]+)$`;

/**
 * Arguments for git by which a commit made in a workspace is by whom the user's own in the home work tree are, and signed
 * alike: a condition of `includeIf`, such as `gitdir` or `onbranch`, may hold there alone. Throws `GitError` when git does not tell.
 */
export async function readCommitSettings({ home }: Pick<Repository, 'home'>): Promise<string[]> {
  const args = ['config', '-z', '--get-regexp', KEYS];
  const answer = await runGit(home, args);
  // With 1 there are none.
  if (answer.code !== 0 && answer.code !== 1) throw new GitError(args, answer);
  return answer.stdout
    .split('\0')
    .filter(Boolean)
    .flatMap((entry) => ['-c', entry.replace('\n', '=')]);
}
