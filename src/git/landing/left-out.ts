import { copyFileSync, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { faultPoint } from '../../fault-point.ts';
import { git, GitError, type runGit } from '../git.ts';
import type { LandingJournal } from './landing-journal.ts';

/** By this Git reads an entry as it is, whether its file is there or not. */
const AS_IT_IS = ['-c', 'sparse.expectFilesOutsideOfPatterns=true'];
const LEFT_OUT = 'S';

/**
 * In a sparse checkout Git applies the patterns anew to all entries whenever it merges, and takes away what they leave out: files
 * that the user has put there, or has staged with `git add --sparse`. Lists those that would go so, except what the landing
 * removes. Rejects with `GitError` when Git cannot tell.
 */
export async function listLeftOut(
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
  faultPoint('landing:patterns-tried');
  if (tried.code !== 0) throw new GitError(['read-tree'], tried);
  // As Git reads the index otherwise, what is there counts as shown.
  const [before, after] = [await readTags(workTree, copy), await readTags(workTree, trial, AS_IT_IS)];
  const removed = new Set(changes.filter((change) => change.new === null).map(({ path }) => path));
  return [...before].flatMap(([path, tag]) =>
    tag !== LEFT_OUT && after.get(path) === LEFT_OUT && !removed.has(path) ? [path] : [],
  );
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
