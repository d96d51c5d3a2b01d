import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { faultPoint } from '../../fault-point.ts';
import { isHeadOn, isHeadUnborn } from './branch-places.ts';
import {
  buildSideIndex,
  type Differing,
  fileEntryOf,
  findWriter,
  holdsBlob,
  listDiffering,
  locateSide,
} from './file-sides.ts';
import { type FilterPatience, makeFilterPatience } from './filter-patience.ts';
import { runGit } from '../git.ts';
import { hasWrittenInPlace, isHeldAt, locateHeld } from './held-files.ts';
import { readIndexEntries } from './index-entries.ts';
import type { IndexEntry } from '../index-file.ts';
import { keepCopy, keepDisplaced } from './kept-files.ts';
import { describeThisProcess, type LandingJournal } from './landing-journal.ts';
import { isSameMark, markFile } from './path-obstacles.ts';
import { prepareRefUpdate } from './ref-transaction.ts';
import { removeEmptyParents, removeFile, type WantedPath, writeFiles } from './side-files.ts';
import { stageSides } from './stage-sides.ts';
import { isSameEntry, readTreeDifference, type Side } from '../tree-changes.ts';

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

/** How long filters may take in all, in milliseconds, while the index is locked. */
const FILTERS_MS = 30_000;

/**
 * Ends a half-done landing, however far it came: a whole index whose branch is missing gets its branch; then every
 * path is brought to the side that HEAD has, in files and index, where it still is on the other side. Anything that is
 * on neither is somebody's work and stays. The caller holds the lock of the index; doing it twice changes nothing more.
 * `filterMs` is how long filters may take in all; what they do not say by then is told without them, or stays as it is.
 */
export async function settleLanding(
  journal: LandingJournal,
  folder: string,
  records: string,
  { filterMs = FILTERS_MS }: { filterMs?: number } = {},
): Promise<Settlement> {
  const patience = makeFilterPatience(journal.runId, filterMs);
  const { workTree, changes } = journal;
  const paths = changes.map((change) => change.path);
  const index = await readIndexEntries(workTree, journal.indexFile, paths, journal.old.length / 2);
  await finishBranch(journal, index);
  faultPoint('settle:branch-finished');
  const wanted = await readWanted(journal);
  const foreign = new Set(paths);
  for (const { change } of wanted) foreign.delete(change.path);

  const mark = (path: string) => markFile(join(workTree, path));
  const seen = new Map(paths.map((path) => [path, mark(path)]));
  const differing = await compareFiles(journal, folder, patience);
  const differs: WantedPath[] = [];
  const toStage: WantedPath[] = [];
  const unknown: string[] = [];
  // A loss of power cuts off any file.
  const mayBeCut = hasWrittenInPlace(folder) || journal.owner.bootId !== describeThisProcess().bootId;
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
    if (isUndecided && (isHeldInPlace(workTree, folder, item) || holdsBlob(workTree, change, side))) continue;
    const isOnOther = !differing[other].paths.has(change.path);
    const writer = isOnOther ? 'planex' : await findWriter(workTree, change, { mayBeCut, patience });
    if (writer === 'user') foreign.add(change.path);
    else differs.push(item);
    if (writer === 'unknown') unknown.push(change.path);
  }
  // What somebody has saved since it was looked at is theirs. Nothing comes between this look and the removals and renames.
  const toWrite = differs.filter(({ change }) => isSameMark(seen.get(change.path), mark(change.path)));
  for (const item of differs) if (!toWrite.includes(item)) foreign.add(item.change.path);
  const kept = unknown
    .filter((path) => !foreign.has(path))
    .flatMap((path) => keepCopy(records, journal, path));
  const absent = wanted.filter(({ change, side }) => fileEntryOf(change, side) === null);
  for (const item of journal.leavesFiles === true ? [] : absent) {
    if (toWrite.includes(item)) removeFile(workTree, item.change.path);
    removeEmptyParents(workTree, item.change.path);
  }
  const blocked = await writeFiles(workTree, folder, toWrite, patience);
  for (const path of blocked) foreign.add(path);
  faultPoint('settle:files-written');
  await stageSides(
    { workTree, indexFile: journal.indexFile, folder, oidLength: journal.old.length },
    toStage.map(({ change, side }) => ({
      path: change.path,
      entry: change[side],
      skipWorktree: index.get(change.path)?.skipWorktree === true,
    })),
    patience.run,
  );
  faultPoint('settle:index-replaced');
  const written = toWrite.filter(({ change }) => !blocked.includes(change.path));
  return {
    branch: await locateBranch(journal),
    foreign: [...foreign].sort(),
    kept: [...kept, ...(await keepDisplaced(journal, folder, records, patience))],
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
  patience: FilterPatience,
): Promise<Record<Side, Differing>> {
  mkdirSync(folder, { recursive: true });
  const compare = async (side: Side, asked?: FilterPatience): Promise<Differing> => {
    await buildSideIndex(workTree, locateSide(folder, side), changes, side);
    return listDiffering(workTree, locateSide(folder, side), changes, side, asked);
  };
  const old = await compare('old', patience);
  // A filter that fails or hangs does so for either side.
  return { old, new: await compare('new', old.undecided.size > 0 ? undefined : patience) };
}

/** True when the file is still the one that the user had. */
function isHeldInPlace(workTree: string, folder: string, { change, position, side }: WantedPath): boolean {
  if (side !== 'old') return false;
  return isHeldAt(join(workTree, change.path), locateHeld(folder, position));
}

async function locateBranch(journal: LandingJournal): Promise<Settlement['branch']> {
  const { workTree, ref } = journal;
  if ((await runGit(workTree, ['rev-parse', '--verify', ref])).stdout.trim() === journal.old)
    return 'as-before';
  const contains = await runGit(workTree, ['merge-base', '--is-ancestor', journal.new, ref]);
  return contains.code === 0 ? 'landed' : 'elsewhere';
}
