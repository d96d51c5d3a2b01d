import { copyFileSync, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { faultPoint } from '../../fault-point.ts';
import { git, GitError, type runGit } from '../git.ts';
import type { LandingJournal } from './landing-journal.ts';

/** By this Git takes no file that is there for one that a sparse checkout shows, whatever its entry says. */
export const EXPECT_HIDDEN = 'sparse.expectFilesOutsideOfPatterns=true';
const LEFT_OUT = 'S';

/**
 * In a sparse checkout Git applies the patterns anew to all entries whenever it merges, and takes files away that they leave out:
 * what the user has put there, or staged with `git add --sparse`. Finds those that the landing has nothing to do with, and lets
 * the copy of the index say that they are left out already. Returns them, for `showGuarded`.
 */
export async function guardShown(
  { gitDir, workTree, changes, old, leavesFiles }: LandingJournal,
  folder: string,
  run: typeof runGit,
): Promise<string[]> {
  if (leavesFiles === true || !existsSync(join(gitDir, 'info', 'sparse-checkout'))) return [];
  const [copy, trial, empty] = [join(folder, 'index'), join(folder, 'index-trial'), join(folder, 'empty')];
  copyFileSync(copy, trial);
  mkdirSync(empty, { recursive: true });
  // Where nothing is, nothing is taken away: all that this merge of nothing does is to apply the patterns to the entries.
  const tried = await run(workTree, ['read-tree', '-m', '-u', '--no-recurse-submodules', old, old], {
    env: { GIT_INDEX_FILE: trial, GIT_WORK_TREE: empty },
    writes: true,
  });
  faultPoint('landing:sparse-tried');
  if (tried.code !== 0) throw new GitError(['read-tree'], tried);
  // As Git reads it, what is there counts as shown.
  const before = await readTags(workTree, copy);
  const after = await readTags(workTree, trial, ['-c', EXPECT_HIDDEN]);
  const changed = new Set(changes.map(({ path }) => path));
  const guarded = [...before].flatMap(([path, tag]) =>
    tag !== LEFT_OUT && after.get(path) === LEFT_OUT && !changed.has(path) ? [path] : [],
  );
  if (guarded.length > 0) await setLeftOut(workTree, copy, guarded, ['--skip-worktree']);
  return guarded;
}

/** Lets the merged copy say again that they are there. */
export async function showGuarded(
  { workTree }: Pick<LandingJournal, 'workTree'>,
  copy: string,
  guarded: readonly string[],
): Promise<void> {
  if (guarded.length > 0) await setLeftOut(workTree, copy, guarded, ['--no-skip-worktree']);
}

async function setLeftOut(
  workTree: string,
  indexFile: string,
  paths: readonly string[],
  how: readonly string[],
): Promise<void> {
  await git(workTree, ['-c', EXPECT_HIDDEN, 'update-index', ...how, '-z', '--stdin'], {
    input: paths.map((path) => `${path}\0`).join(''),
    env: { GIT_INDEX_FILE: indexFile },
    writes: true,
  });
  faultPoint('landing:sparse-guarded');
}

/** The letter of `git ls-files -t` of each path. */
async function readTags(
  workTree: string,
  indexFile: string,
  settings: readonly string[] = [],
): Promise<Map<string, string>> {
  const list = [...settings, 'ls-files', '-t', '-z'];
  const listed = await git(workTree, list, { env: { GIT_INDEX_FILE: indexFile } });
  const records = listed.split('\0').filter((record) => record !== '');
  return new Map(records.map((record) => [record.slice(2), record.slice(0, 1)]));
}
