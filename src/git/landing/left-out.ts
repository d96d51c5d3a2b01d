import { copyFileSync, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { faultPoint } from '../../fault-point.ts';
import { git, GitError, type runGit } from '../git.ts';
import { GITLINK_MODE } from '../tree-changes.ts';
import type { LandingJournal } from './landing-journal.ts';
import { readStatus } from './path-obstacles.ts';

/** By this Git reads an entry as it is, whether its file is there or not. */
const AS_IT_IS = ['-c', 'sparse.expectFilesOutsideOfPatterns=true'];
/** By this Git goes too when it merges what has been compared: a second name is no change of a file. */
const CHANGED = ['-c', 'core.trustctime=false', 'diff-files', '--name-only', '--ignore-submodules=all', '-z'];
const LEFT_OUT = 'S';

/**
 * In a sparse checkout Git applies the patterns anew to all entries whenever it merges, and takes away what they leave out: files
 * that the user has put there, or has staged with `git add --sparse`. What the user has changed it leaves alone, and submodules;
 * that a file was removed it forgets. Lists those that would go so, except what the landing removes. Rejects with `GitError`
 * when Git cannot tell.
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
  // Where nothing is, nothing is taken away: all that this merge of nothing does is to apply the patterns to the entries. The
  // shared part of a split index would be left in the user's git folder.
  const merge = ['-c', 'core.splitIndex=false', 'read-tree', '-m', '-u', '--no-recurse-submodules', old, old];
  const tried = await run(workTree, merge, {
    env: { GIT_INDEX_FILE: trial, GIT_WORK_TREE: empty },
    writes: true,
  });
  faultPoint('landing:patterns-tried');
  if (tried.code !== 0) throw new GitError(['read-tree'], tried);
  // As Git reads the index otherwise, what is there counts as shown.
  const [before, after] = [await readTags(workTree, copy), await readTags(workTree, trial, AS_IT_IS)];
  const left = [...before].flatMap(([path, tag]) =>
    tag !== LEFT_OUT && after.get(path) === LEFT_OUT ? [path] : [],
  );
  if (left.length === 0) return [];
  // For a file that was changed in the instant the index was written, a filter may be asked.
  const changed = await run(workTree, CHANGED, { env: { GIT_INDEX_FILE: copy } });
  if (changed.code !== 0) throw new GitError(CHANGED, changed);
  const isThere = (path: string): boolean => readStatus(join(workTree, path)) !== undefined;
  const spared = new Set(splitNames(changed.stdout).filter(isThere));
  // What the landing changes is its own to judge.
  for (const change of changes) {
    if (change.new === null) spared.add(change.path);
    else spared.delete(change.path);
  }
  return left.filter((path) => !spared.has(path));
}

/** The letter of `git ls-files -t` of each path but those of submodules. */
async function readTags(
  workTree: string,
  indexFile: string,
  settings: readonly string[] = [],
): Promise<Map<string, string>> {
  const list = [...settings, 'ls-files', '-t', '--stage', '-z'];
  const records = splitNames(await git(workTree, list, { env: { GIT_INDEX_FILE: indexFile } }));
  return new Map(
    records.flatMap((record): [string, string][] => {
      const [tag = '', mode] = record.split(' ', 2);
      return mode === GITLINK_MODE ? [] : [[record.slice(record.indexOf('\t') + 1), tag]];
    }),
  );
}

/** What git lists, each ended with a NUL. */
function splitNames(listed: string): string[] {
  return listed.split('\0').filter((name) => name !== '');
}
