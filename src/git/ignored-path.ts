import { GitError, runGit } from './git.ts';
import type { Repository } from './repository.ts';

/** True for a path that Git leaves out of commits unless forced: ignored, and not tracked. */
export async function isIgnored({ home }: Pick<Repository, 'home'>, path: string): Promise<boolean> {
  const args = ['check-ignore', '--quiet', '--stdin', '-z'];
  const answer = await runGit(home, args, { input: `${path}\0` });
  if (answer.code === 0 || answer.code === 1) return answer.code === 0;
  throw new GitError(args, answer);
}
