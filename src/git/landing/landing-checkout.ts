import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { errorCode } from '../../errors.ts';
import { faultPoint } from '../../fault-point.ts';
import { findOperation, isHeadOn } from './branch-places.ts';
import { runGit } from '../git.ts';
import { type HeldFile, holdFiles, listWritten } from './held-files.ts';
import { copyIndex, flushFile, markIndex, refreshIndex } from './index-copy.ts';
import { readIndexEntries } from './index-entries.ts';
import {
  describeLock,
  holdsIndexLock,
  releaseIndexLock,
  takeIndexLock,
  writeLockToken,
} from './index-lock.ts';
import {
  describeThisProcess,
  type LandingJournal,
  leaveJournal,
  locateLandingFolder,
  removeJournal,
  writeJournal,
} from './landing-journal.ts';
import {
  explainRefusal,
  type LandingAttempt,
  type LandingPlace,
  type LandingRequest,
  retryLater,
} from './landing-outcome.ts';
import { findObstacles } from './path-obstacles.ts';
import { listNewObjects, persistObjects } from './persist-objects.ts';
import { noteRefLocks } from './ref-locks.ts';
import { type PreparedRefUpdate, prepareRefUpdate } from './ref-transaction.ts';
import { settleLanding } from './settle-landing.ts';
import { GITLINK_MODE, readTreeDifference } from './tree-changes.ts';

/*
 *  checked ─▶ journal ─▶ held ─▶ ref prepared ─▶ index locked ─▶ files ─▶ index ─▶ ref ─▶ unlocked ─▶ landed
 *     │          │         │           │               │           │        │       │
 *     └──────────┴─────────┴── nothing has changed ────┘           └────────┴───────┴──▶ settled: as HEAD says
 *
 * The ref is locked before the index: git waits a while for a ref that is locked, but fails at once on an index.
 */

/** Lands on a branch that a work tree has checked out: files, index and branch move together or not at all. */
export async function landInWorkTree(request: LandingRequest, place: LandingPlace): Promise<LandingAttempt> {
  const operation = findOperation(place.gitDir);
  if (operation !== undefined) return { kind: 'operation-in-progress', operation };
  const folder = locateLandingFolder(request.records, request.runId);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const checked = await checkLanding(request, place, folder);
  if ('kind' in checked) {
    rmSync(folder, { recursive: true, force: true });
    return checked;
  }
  const { runId } = request;
  writeLockToken(join(folder, 'lock'), { planex: 'landing', runId, ...checked.journal.owner });
  writeJournal(request.records, checked.journal);
  faultPoint('landing:journal-written');
  try {
    const { attempt, finished } = await moveTogether(request, checked, folder);
    if (finished) removeJournal(request.records, runId);
    faultPoint('landing:journal-removed');
    return attempt;
  } finally {
    // A journal that is still there is for the next recovery.
    leaveJournal(runId);
  }
}

interface CheckedLanding {
  journal: LandingJournal;
  /** Paths whose entries in the copy of the index have a file in the work tree. */
  present: string[];
  held: () => HeldFile[];
}

/** Copies the index and makes sure that nothing is in the way, without a lock. */
async function checkLanding(
  request: LandingRequest,
  place: LandingPlace,
  folder: string,
): Promise<CheckedLanding | LandingAttempt> {
  const { cwd: workTree, gitDir, commonDir, indexFile, ref, tip } = place;
  const copy = join(folder, 'index');
  const indexMark = markIndex(indexFile);
  copyIndex(indexFile, copy);
  const { changes, objects } = await readTreeDifference(workTree, tip, request.commit);
  const paths = changes.map((change) => change.path);
  const strange = paths.find((path) => path.includes('\ufffd'));
  if (strange !== undefined)
    return { kind: 'refused', output: `a path of the commit is not UTF-8: ${strange}` };
  const [index] = await Promise.all([
    readIndexEntries(workTree, copy, paths),
    persistCommit(request.commit, place, objects),
  ]);
  const obstacles = findObstacles(workTree, changes, index);
  if (obstacles.length > 0) return { kind: 'dirty-paths', paths: obstacles };
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
  };
  const present = changes
    .filter(({ path, old }) => old !== null && old.mode !== GITLINK_MODE && !index.get(path)?.skipWorktree)
    .map(({ path }) => path);
  return { journal, present, held: () => holdFiles(workTree, folder, changes, index) };
}

async function persistCommit(commit: string, place: LandingPlace, objects: readonly string[]): Promise<void> {
  const added = place.isChild
    ? [commit, place.tree, ...objects]
    : await listNewObjects(place.cwd, place.tip, commit);
  await persistObjects(place.objects, added);
}

interface Move {
  attempt: LandingAttempt;
  /** False when something is left for a recovery. */
  finished: boolean;
}

async function moveTogether(
  request: LandingRequest,
  { journal, present, held: hold }: CheckedLanding,
  folder: string,
): Promise<Move> {
  const { workTree, indexFile, ref } = journal;
  const env = { PLANEX_RUN: journal.runId };
  const token = join(folder, 'lock');
  const copy = join(folder, 'index');
  let held: HeldFile[];
  try {
    held = hold();
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
    return { attempt: retryLater('somebody who removes the files'), finished: true };
  }
  faultPoint('landing:files-held');
  // The second names changed the files' status, which git would take for a change of the files.
  const [prepared] = await Promise.all([
    prepareRefUpdate({
      cwd: workTree,
      ref,
      old: journal.old,
      new: journal.new,
      message: journal.message,
      env,
    }),
    refreshIndex(workTree, copy, present, env),
  ]);
  if (!prepared.ok) return { attempt: explainRefusal(prepared.failure), finished: true };
  noteRefLocks(folder, journal);
  faultPoint('landing:ref-prepared');
  if (!takeIndexLock(indexFile, token)) {
    await prepared.value.abort();
    return { attempt: { kind: 'locked', by: describeLock(indexFile) }, finished: true };
  }
  faultPoint('landing:index-locked');
  const move = await moveUnderLock(request, journal, folder, held, prepared.value);
  releaseIndexLock(indexFile, token);
  faultPoint('landing:index-unlocked');
  // A checkout replaces the index before it locks HEAD. If ours came between the two, what we brought to files and
  // index belongs to a branch that is not checked out any more.
  if (move.attempt.kind !== 'landed' || isHeadOn(journal.gitDir, ref)) return move;
  if (!takeIndexLock(indexFile, token)) return { ...move, finished: false };
  await settleLanding(journal, folder, request.records);
  releaseIndexLock(indexFile, token);
  return move;
}

/** Files, index, ref. Every failure after the first is settled by what the branch says then. */
async function moveUnderLock(
  request: LandingRequest,
  journal: LandingJournal,
  folder: string,
  held: readonly HeldFile[],
  branch: PreparedRefUpdate,
): Promise<Move> {
  const { workTree, indexFile } = journal;
  const copy = join(folder, 'index');
  const isUnmoved = (): boolean =>
    markIndex(indexFile) === journal.indexMark && isHeadOn(journal.gitDir, journal.ref);
  if (!isUnmoved()) {
    await branch.abort();
    return { attempt: retryLater('somebody who keeps changing the index'), finished: true };
  }
  const reading = runGit(
    workTree,
    ['read-tree', '-m', '-u', '--no-recurse-submodules', journal.old, journal.new],
    { env: { PLANEX_RUN: journal.runId, GIT_INDEX_FILE: copy }, writes: true },
  );
  faultPoint('landing:files-begun');
  const read = await reading;
  faultPoint('landing:files-written');
  const isOurs = holdsIndexLock(indexFile, join(folder, 'lock')) && isUnmoved();
  let complaint = read.code === 0 ? undefined : read.stderr.trim();
  if (complaint === undefined && isOurs && listWritten(held).length === 0) {
    flushFile(copy);
    renameSync(copy, indexFile);
    faultPoint('landing:index-replaced');
    const done = await branch.commit();
    faultPoint('landing:ref-committed');
    if (done.ok) {
      return { attempt: { kind: 'landed', commit: journal.new, previous: journal.old }, finished: true };
    }
    complaint = done.failure;
  } else {
    await branch.abort();
  }
  // Somebody took our lock away and may be writing the index now: what to do is left to a recovery that has the lock.
  if (!isOurs) return { attempt: { kind: 'locked', by: describeLock(indexFile) }, finished: false };
  const settled = await settleLanding(journal, folder, request.records);
  if (settled.branch === 'landed') {
    return { attempt: { kind: 'landed', commit: journal.new, previous: journal.old }, finished: true };
  }
  const dirty = settled.foreign.length > 0 ? settled.foreign : findRefusedPaths(complaint ?? '');
  if (dirty.length > 0) return { attempt: { kind: 'dirty-paths', paths: dirty }, finished: true };
  return {
    attempt: {
      kind: 'again',
      otherwise: { kind: 'refused', output: complaint ?? 'the files keep changing' },
    },
    finished: true,
  };
}

/** The path that read-tree names when it refuses for a reason that neither files nor entries show. */
function findRefusedPaths(complaint: string): string[] {
  const named = /^error: (?:Entry|Untracked working tree file) '(.*)' /ms.exec(complaint)?.[1];
  return named === undefined ? [] : [named];
}
