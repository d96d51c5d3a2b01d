import { git } from './git.ts';
import type { Repository } from './repository.ts';

/** A path in the index whose changes `git status` does not show, since it carries this flag. */
export interface HiddenPath {
  path: string;
  flag: 'assume-unchanged' | 'skip-worktree';
}

/** Which of these paths git was told not to look at in the home work tree. One with both flags is there twice. */
export async function listHiddenPaths(
  repository: Pick<Repository, 'home'>,
  paths: readonly string[],
): Promise<HiddenPath[]> {
  if (paths.length === 0) return [];
  const listing = await git(repository.home, ['--literal-pathspecs', 'ls-files', '-v', '-z', '--', ...paths]);
  return listing.split('\0').flatMap((entry): HiddenPath[] => {
    const [tag, path] = [entry.slice(0, 1), entry.slice(2)];
    const isAssumed = tag !== tag.toUpperCase();
    return [
      ...(isAssumed ? [{ path, flag: 'assume-unchanged' as const }] : []),
      ...(tag.toUpperCase() === 'S' ? [{ path, flag: 'skip-worktree' as const }] : []),
    ];
  });
}
