import { runGit } from './git.ts';
import { hasUnmergedEntry } from './index-file.ts';

/**
 * True when an entry of the index waits for a conflict to be resolved, as after a `git stash pop` or `git apply -3` that did
 * not fit: git commits and merges nothing then. `oidBytes` is the length of the repository's object names. False for an
 * index that git cannot read: whoever needs it is told by git.
 */
export async function isUnmerged(workTree: string, indexFile: string, oidBytes: number): Promise<boolean> {
  const known = hasUnmergedEntry(indexFile, oidBytes);
  if (known !== undefined) return known;
  const listed = await runGit(workTree, ['ls-files', '--unmerged', '-z'], {
    env: { GIT_INDEX_FILE: indexFile },
  });
  return listed.code === 0 && listed.stdout !== '';
}
