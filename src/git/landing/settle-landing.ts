import { lstatSync, mkdirSync, renameSync, rmdirSync, unlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { errorCode } from '../../errors.ts';
import { faultPoint } from '../../fault-point.ts';
import { isHeadOn, isHeadUnborn } from './branch-places.ts';
import { buildSideIndex, type Differing, fileEntryOf, isOwnWrite, listDiffering } from './file-sides.ts';
import { git, runGit } from '../git.ts';
import { locateHeld } from './held-files.ts';
import { readIndexEntries } from './index-entries.ts';
import type { IndexEntry } from '../index-file.ts';
import { keepDisplaced } from './kept-files.ts';
import type { LandingJournal } from './landing-journal.ts';
import { readStatus } from './path-obstacles.ts';
import { prepareRefUpdate } from './ref-transaction.ts';
import { stageSides } from './stage-sides.ts';
import { isSameEntry, readTreeDifference, type Side, type TreeChange } from '../tree-changes.ts';

// ENOTDIR: a file stands where the folder was.
const NOT_EMPTY = new Set(['ENOTEMPTY', 'EEXIST', 'ENOTDIR', 'ENOENT']);

/** What a half-done landing was turned into. */
export interface Settlement {
  /** Where the branch is: it has the commit, is where it was before the landing, or has gone another way. */
  branch: 'landed' | 'as-before' | 'elsewhere';
  /** Paths that somebody else has changed since: left as they are. */
  foreign: string[];
  /** Where bytes are now that were written to a file in the instant it was replaced. */
  kept: string[];
  /** Paths brought to where HEAD has them. */
  mended: string[];
}

/** One path and the side that HEAD has it on. */
interface WantedPath {
  change: TreeChange;
  /** Position in the journal's changes. */
  position: number;
  side: Side;
}

/**
 * Ends a half-done landing, however far it came: a whole index whose branch is missing gets its branch; then every
 * path is brought to the side that HEAD has, in files and index, where it still is on the other side. Anything that is
 * on neither is somebody's work and stays. The caller holds the lock of the index; doing it twice changes nothing more.
 * `filterMs` is how long filters may take to say what a file is or would be.
 */
export async function settleLanding(
  journal: LandingJournal,
  folder: string,
  records: string,
  { filterMs }: { filterMs?: number } = {},
): Promise<Settlement> {
  const { workTree, changes } = journal;
  const paths = changes.map((change) => change.path);
  const index = await readIndexEntries(workTree, journal.indexFile, paths, journal.old.length / 2);
  await finishBranch(journal, index);
  faultPoint('settle:branch-finished');
  const wanted = await readWanted(journal);
  const foreign = new Set(paths);
  for (const { change } of wanted) foreign.delete(change.path);

  const differing = await compareFiles(journal, folder, filterMs);
  const toWrite: WantedPath[] = [];
  const toStage: WantedPath[] = [];
  for (const item of wanted) {
    const { change, side } = item;
    const other = side === 'old' ? 'new' : 'old';
    const entry = index.get(change.path);
    if (isSameEntry(entry, change[side])) {
      // Staged as wanted.
    } else if (isSameEntry(entry, change[other]) && (entry?.stage ?? 0) === 0) toStage.push(item);
    else foreign.add(change.path);
    if (journal.leavesFiles === true || entry?.skipWorktree === true) continue;
    if (!differing[side].paths.has(change.path)) continue;
    const isUndecided = differing[side].undecided.has(change.path);
    if (isUndecided && side === 'old' && isHeldInPlace(workTree, folder, item)) continue;
    const isOurs = !differing[other].paths.has(change.path) || (await isOwnWrite(workTree, change, filterMs));
    if (isOurs) toWrite.push(item);
    else foreign.add(change.path);
  }
  const absent = wanted.filter(({ change, side }) => fileEntryOf(change, side) === null);
  for (const item of journal.leavesFiles === true ? [] : absent) {
    if (toWrite.includes(item)) removeFile(workTree, item.change.path);
    removeEmptyParents(workTree, item.change.path);
  }
  const blocked = await writeFiles(workTree, folder, toWrite);
  for (const path of blocked) foreign.add(path);
  faultPoint('settle:files-written');
  await stageSides(
    { workTree, indexFile: journal.indexFile, folder },
    toStage.map(({ change, side }) => ({
      path: change.path,
      entry: change[side],
      skipWorktree: index.get(change.path)?.skipWorktree === true,
    })),
  );
  faultPoint('settle:index-replaced');
  const written = toWrite.filter(({ change }) => !blocked.includes(change.path));
  return {
    branch: await locateBranch(journal),
    foreign: [...foreign].sort(),
    kept: await keepDisplaced(journal, folder, records),
    mended: [...new Set([...written, ...toStage].map(({ change }) => change.path))],
  };
}

/** The index was replaced and only the branch is missing: it follows, unless it has moved or a hook refuses. */
async function finishBranch(journal: LandingJournal, index: ReadonlyMap<string, IndexEntry>): Promise<void> {
  const { workTree, ref, changes } = journal;
  const isStaged = changes.every((change) => isSameEntry(index.get(change.path), change.new));
  if (changes.length === 0 || !isStaged || !isHeadOn(journal.gitDir, ref)) return;
  const env = { PLANEX_RUN: journal.runId };
  const update = { cwd: workTree, ref, old: journal.old, new: journal.new, message: journal.message, env };
  const prepared = await prepareRefUpdate(update);
  if (prepared.ok) await prepared.value.commit();
}

/** The side that HEAD of the work tree has each path on; paths on which it has something else are left out. */
async function readWanted(journal: LandingJournal): Promise<WantedPath[]> {
  // Whoever begins a history anew keeps files and index as they are.
  if (await isHeadUnborn(journal)) return [];
  const { changes } = await readTreeDifference(journal.workTree, journal.old, 'HEAD');
  const drift = new Map(changes.map((change) => [change.path, change.new]));
  return journal.changes.flatMap((change, position): WantedPath[] => {
    const now = drift.get(change.path);
    if (now === undefined) return [{ change, position, side: 'old' }];
    return isSameEntry(now, change.new) ? [{ change, position, side: 'new' }] : [];
  });
}

async function compareFiles(
  { workTree, changes }: LandingJournal,
  folder: string,
  filterMs?: number,
): Promise<Record<Side, Differing>> {
  mkdirSync(folder, { recursive: true });
  const compare = async (side: Side, longestMs?: number): Promise<Differing> => {
    await buildSideIndex(workTree, locateSide(folder, side), changes, side);
    return listDiffering(workTree, locateSide(folder, side), changes, side, longestMs);
  };
  const old = await compare('old', filterMs);
  // A filter that fails or hangs does so for either side.
  return { old, new: await compare('new', old.undecided.size > 0 ? 0 : filterMs) };
}

/** True when the file is still the one that the user had. */
function isHeldInPlace(workTree: string, folder: string, { change, position }: WantedPath): boolean {
  const held = readStatus(locateHeld(folder, position));
  return held !== undefined && held.ino === readStatus(join(workTree, change.path))?.ino;
}

/** Writes the files that are to be there; returns the paths where something else stands in the way. */
async function writeFiles(workTree: string, folder: string, items: readonly WantedPath[]): Promise<string[]> {
  const blocked: string[] = [];
  const fromGit: Record<Side, string[]> = { old: [], new: [] };
  for (const { change, side, position } of items) {
    if (fileEntryOf(change, side) === null) continue;
    const path = join(workTree, change.path);
    if (readStatus(path)?.isDirectory() === true || !makeParents(path)) blocked.push(change.path);
    // The held file is the one the user had, with its times; git writes it anew only where there is none.
    else if (side !== 'old' || !moveIfThere(locateHeld(folder, position), path))
      fromGit[side].push(change.path);
  }
  for (const side of ['old', 'new'] as const) {
    const [attributes, others] = splitAttributes(fromGit[side]);
    for (const paths of [attributes, others]) {
      if (paths.length === 0) continue;
      await git(workTree, ['checkout-index', '-q', '-f', '-z', '--stdin'], {
        input: paths.join('\0'),
        env: { GIT_INDEX_FILE: locateSide(folder, side) },
        writes: true,
      });
      faultPoint('settle:files-checked-out');
    }
  }
  return blocked;
}

function removeFile(workTree: string, path: string): void {
  const file = join(workTree, path);
  if (readStatus(file) === undefined) return;
  unlinkSync(file);
  faultPoint('settle:file-removed');
}

/** Git keeps no empty folders, and one may be left by whoever was killed between a file and its folder. */
function removeEmptyParents(workTree: string, path: string): void {
  const file = join(workTree, path);
  if (readStatus(file) !== undefined) return;
  try {
    for (let parent = dirname(file); parent !== workTree; parent = dirname(parent)) {
      if (readStatus(parent) !== undefined) rmdirSync(parent);
    }
  } catch (error) {
    if (!NOT_EMPTY.has(errorCode(error) ?? '')) throw error;
  }
}

function makeParents(file: string): boolean {
  try {
    mkdirSync(dirname(file), { recursive: true });
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST' || errorCode(error) === 'ENOTDIR') return false;
    throw error;
  }
}

function moveIfThere(from: string, to: string): boolean {
  try {
    lstatSync(from);
    renameSync(from, to);
    faultPoint('settle:file-moved-back');
    return true;
  } catch (error) {
    if (errorCode(error) === 'ENOENT' || errorCode(error) === 'EXDEV') return false;
    throw error;
  }
}

// What the attributes say decides how the other files are written, so they come first.
function splitAttributes(paths: readonly string[]): [string[], string[]] {
  return [paths.filter(isAttributesFile), paths.filter((path) => !isAttributesFile(path))];
}

function isAttributesFile(path: string): boolean {
  return path === '.gitattributes' || path.endsWith('/.gitattributes');
}

async function locateBranch(journal: LandingJournal): Promise<Settlement['branch']> {
  const { workTree, ref } = journal;
  if ((await runGit(workTree, ['rev-parse', '--verify', ref])).stdout.trim() === journal.old)
    return 'as-before';
  const contains = await runGit(workTree, ['merge-base', '--is-ancestor', journal.new, ref]);
  return contains.code === 0 ? 'landed' : 'elsewhere';
}

function locateSide(folder: string, side: Side): string {
  return join(folder, `index-${side}`);
}
