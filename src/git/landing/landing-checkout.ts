import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { faultPoint } from '../../fault-point.ts';
import { findOperation } from './branch-places.ts';
import { type FilterPatience, makeFilterPatience } from './filter-patience.ts';
import { holdFiles } from './held-files.ts';
import { copyIndex, markIndex } from './index-copy.ts';
import { readIndexEntries } from './index-entries.ts';
import { writeLockToken } from './index-lock.ts';
import {
  describeThisProcess,
  type LandingJournal,
  leaveJournal,
  locateLandingFolder,
  removeJournal,
  writeJournal,
} from './landing-journal.ts';
import type { AttemptRequest, LandingAttempt, LandingPlace, LandingRequest } from './landing-outcome.ts';
import { type CheckedLanding, moveTogether } from './move-together.ts';
import type { Move } from './move-under-lock.ts';
import { findObstacles } from './path-obstacles.ts';
import { listNewObjects, persistObjects } from './persist-objects.ts';
import { GITLINK_MODE, readTreeDifference } from '../tree-changes.ts';
import { isUnmerged } from '../unmerged.ts';
import { noteUntouched } from './untouched.ts';
import { takeWrittenFile } from './written-file.ts';

/** How long filters may take in all, in milliseconds, while nothing is locked yet. */
const FILTERS_MS = 120_000;

/** Lands on a branch that a work tree has checked out: files, index and branch move together or not at all. */
export async function landInWorkTree(request: AttemptRequest, place: LandingPlace): Promise<LandingAttempt> {
  const operation = findOperation(place.gitDir);
  if (operation !== undefined) return { kind: 'operation-in-progress', operation };
  const folder = locateLandingFolder(request.records, request.runId);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  // First of all, so that a recovery can tell whose folder it is.
  const owner = describeThisProcess();
  writeLockToken(join(folder, 'lock'), { planex: 'landing', runId: request.runId, ...owner });
  noteUntouched(folder);
  const patience = makeFilterPatience(request.runId, FILTERS_MS, request.signal);
  const checked = await checkLanding(request, place, folder, patience);
  if ('kind' in checked) {
    rmSync(folder, { recursive: true, force: true });
    return checked;
  }
  const { runId } = request;
  faultPoint('landing:checked');
  writeJournal(request.records, checked.journal);
  faultPoint('landing:journal-written');
  let move: Move | undefined;
  try {
    move = await moveTogether(request, checked, folder, patience).catch((error: unknown): Move => {
      // Nothing was changed yet, so that nothing is left for a recovery.
      removeJournal(request.records, runId);
      throw error;
    });
    if (move.isFinished) removeJournal(request.records, runId);
    faultPoint('landing:journal-removed');
    return move.attempt;
  } finally {
    // A journal that is still there is for the next recovery.
    leaveJournal(runId);
    await move?.ended;
  }
}

/** Copies the index and makes sure that nothing is in the way, without a lock. */
async function checkLanding(
  request: LandingRequest,
  place: LandingPlace,
  folder: string,
  patience: FilterPatience,
): Promise<CheckedLanding | LandingAttempt> {
  const { cwd: workTree, gitDir, commonDir, indexFile, ref, tip } = place;
  const copy = join(folder, 'index');
  const indexMark = markIndex(indexFile);
  copyIndex(indexFile, copy);
  const { changes: differences, objects } =
    place.difference ?? (await readTreeDifference(workTree, tip, request.commit));
  const paths = differences.map((change) => change.path);
  const strange = paths.find((path) => path.includes('\ufffd'));
  if (strange !== undefined)
    return { kind: 'refused', output: `a path of the commit is not UTF-8: ${strange}` };
  const [index, hasConflict] = await Promise.all([
    readIndexEntries(workTree, copy, paths, tip.length / 2),
    isUnmerged(workTree, copy, tip.length / 2),
    persistCommit(request.commit, place, objects),
  ]);
  // With an entry of a conflict anywhere, git merges nothing into the index.
  if (hasConflict) return { kind: 'operation-in-progress', operation: 'unmerged' };
  const leavesFiles = request.leavesFiles === true;
  const obstacles = findObstacles(leavesFiles ? undefined : workTree, differences, index);
  if (obstacles.length > 0) return { kind: 'dirty-paths', paths: obstacles };
  const { written } = request;
  const taken =
    written === undefined || leavesFiles
      ? undefined
      : await takeWrittenFile(place, folder, { changes: differences, index, written, patience });
  const changes = taken?.changes ?? differences;
  const journal: LandingJournal = {
    version: 1,
    runId: request.runId,
    owner: describeThisProcess(),
    startedAt: new Date().toISOString(),
    workTree,
    gitDir,
    commonDir,
    indexFile,
    indexMark,
    ref,
    old: tip,
    new: request.commit,
    message: request.message,
    changes,
    ...(taken === undefined ? {} : { from: taken.from }),
    ...(leavesFiles ? { leavesFiles } : {}),
  };
  const present = changes
    .filter(({ path, old }) => old !== null && old.mode !== GITLINK_MODE && !index.get(path)?.skipWorktree)
    .map(({ path }) => path);
  if (leavesFiles) return { journal, present: [], held: () => [] };
  return { journal, present, held: () => holdFiles(workTree, folder, changes, index) };
}

async function persistCommit(commit: string, place: LandingPlace, objects: readonly string[]): Promise<void> {
  const added = place.isChild
    ? [commit, place.tree, ...objects]
    : await listNewObjects(place.cwd, place.tip, commit);
  await persistObjects(place.objects, added);
}
