import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { faultPoint } from '../../fault-point.ts';
import { git, type runGit } from '../git.ts';
import { copyIndex, flushFile, refreshIndex } from './index-copy.ts';
import { isSameEntry, type TreeEntry } from '../tree-changes.ts';

export interface StagedPath {
  path: string;
  /** What the index is to have there; null for nothing. */
  entry: TreeEntry | null;
  skipWorktree: boolean;
}

/**
 * Sets the entries of these paths and of no others, on a copy that then replaces the index. The caller holds the lock.
 * `folder` is on the disk of the index, `oidLength` that of the repository's object names in characters. `run` runs the git
 * that may ask filters.
 */
export async function stageSides(
  place: { workTree: string; indexFile: string; folder: string; oidLength: number },
  staged: readonly StagedPath[],
  run: typeof runGit,
): Promise<void> {
  if (staged.length === 0) return;
  const { workTree, indexFile } = place;
  const copy = join(place.folder, 'index-settled');
  copyIndex(indexFile, copy);
  const env = { GIT_INDEX_FILE: copy };
  // Removals first, so that a file can take the place of a folder and the other way round.
  const ordered = [...staged].sort((a, b) => Number(a.entry !== null) - Number(b.entry !== null));
  const absent = `0 ${'0'.repeat(place.oidLength)}`;
  await git(workTree, ['update-index', '-z', '--index-info'], {
    input: ordered
      .map(({ path, entry }) => `${entry === null ? absent : `${entry.mode} ${entry.oid}`}\t${path}\0`)
      .join(''),
    env,
    writes: true,
  });
  const isSkipped = (item: StagedPath): boolean => item.skipWorktree && !isSameEntry(item.entry, null);
  const skipped = staged.filter(isSkipped).map(({ path }) => path);
  if (skipped.length > 0) {
    // Setting an entry forgets that a sparse checkout leaves it out.
    await git(workTree, ['update-index', '-z', '--skip-worktree', '--stdin'], {
      input: skipped.join('\0'),
      env,
      writes: true,
    });
  }
  const present = staged.filter((item) => item.entry !== null && !item.skipWorktree).map(({ path }) => path);
  await refreshIndex(workTree, copy, present, {}, run);
  flushFile(copy);
  faultPoint('settle:index-copied');
  renameSync(copy, indexFile);
  faultPoint('settle:index-renamed');
}
