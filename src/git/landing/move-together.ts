import { join } from 'node:path';
import type { Writable } from 'node:stream';
import { errorCode, errorMessage } from '../../errors.ts';
import { faultPoint } from '../../fault-point.ts';
import { isHeadOn } from './branch-places.ts';
import type { HeldContents } from './held-contents.ts';
import { areInPlace, type HeldFile, listWritten } from './held-files.ts';
import { flushFile, markIndex } from './index-copy.ts';
import { describeLock, holdsIndexLock, releaseIndexLock, takeIndexLock } from './index-lock.ts';
import { type LandingJournal, listJournals } from './landing-journal.ts';
import {
  type AttemptRequest,
  explainRefusal,
  type LandingAttempt,
  retryLater,
  retryRefreshed,
} from './landing-outcome.ts';
import { type Mover, startMover } from './mover.ts';
import { readyCopy, UNKNOWN_CONTENTS } from './ready-copy.ts';
import { beginQuiet } from '../quiet.ts';
import { noteRefLocks } from './ref-locks.ts';
import { type PreparedRefUpdate, prepareRefUpdate } from './ref-transaction.ts';
import { type Settlement, settleLanding } from './settle-landing.ts';
import { awaitLeaving, awaitStaging, findUsersGit, listProcesses } from './users-git.ts';

/*
 *  checked ─▶ journal ─▶ held ─▶ ref prepared ─▶ index locked ─▶ files ─▶ index ─▶ ref ─▶ unlocked ─▶ landed
 *     │          │         │           │               │           │        │       │
 *     └──────────┴─────────┴── nothing has changed ────┘           └────────┴───────┴──▶ settled: as HEAD says
 *
 * The ref is locked before the index: git waits a while for a ref that is locked, but fails at once on an index.
 */

/** A landing with nothing in its way, whose journal is written. */
export interface CheckedLanding {
  journal: LandingJournal;
  /** Paths whose entries in the copy of the index have a file in the work tree. */
  present: string[];
  held: () => HeldFile[];
}

/** How moving files, index and branch ended. */
export interface Move {
  attempt: LandingAttempt;
  /** False when something is left for a recovery. */
  isFinished: boolean;
  /** True when the index must stay locked until that recovery: what it has now is half of a landing. */
  keepsLock?: boolean;
}

/**
 * Moves files, index and branch. Whatever it throws, nothing has changed and nothing is locked; errors after the first
 * change are settled here and end as an attempt.
 */
export async function moveTogether(
  request: AttemptRequest,
  { journal, present, held: hold }: CheckedLanding,
  folder: string,
): Promise<Move> {
  const { workTree, ref, old, new: commit, message, runId } = journal;
  const env = { PLANEX_RUN: runId };
  const known = listProcesses();
  const usersGit = findUsersGit(workTree);
  if (usersGit !== undefined) return waitFor(usersGit);
  let held: HeldFile[];
  try {
    held = hold();
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
    return { attempt: retryLater('somebody who removes the files'), isFinished: true };
  }
  faultPoint('landing:files-held');
  let mover: Mover | undefined;
  // Making a process takes longer than what it does, so it is made before anything is locked.
  const makeMover = (input: Writable): Mover =>
    (mover = startMover(input, { ...journal, copy: join(folder, 'index') }));
  // Both are waited for, since the one that ends well may be the one that holds locks.
  const [preparing, readying] = await Promise.allSettled([
    prepareRefUpdate({ cwd: workTree, ref, old, new: commit, message, env, startMover: makeMover }),
    readyCopy(journal, folder, { held, present, refreshes: request.refreshes }),
  ]);
  if (preparing.status === 'rejected') throw preparing.reason;
  const prepared = preparing.value;
  if (!prepared.ok) return { attempt: explainRefusal(prepared.failure), isFinished: true };
  const contents = readying.status === 'fulfilled' ? readying.value : UNKNOWN_CONTENTS;
  if (contents.kind === 'changed') {
    await prepared.value.abort();
    return { attempt: { kind: 'dirty-paths', paths: contents.paths }, isFinished: true };
  }
  const ignoresLinks = contents.kind === 'as-committed' && !request.refreshes;
  let move: Move;
  try {
    if (readying.status === 'rejected') throw readying.reason;
    if (mover === undefined) throw new Error('there is no process that moves the files');
    noteRefLocks(folder, journal);
    faultPoint('landing:ref-prepared');
    move = await lockAndMove(request, journal, folder, held, prepared.value, {
      known,
      mover,
      ignoresLinks,
      contents,
    });
  } finally {
    await prepared.value.abort();
  }
  // A checkout replaces the index before it locks HEAD. If ours came between the two, what we brought to files and
  // index belongs to a branch that is not checked out any more, as soon as that checkout has ended.
  return move.attempt.kind === 'landed' ? followHead(request, journal, folder, move) : move;
}

interface Means {
  endQuiet: () => void;
  mover: Mover;
  ignoresLinks: boolean;
  contents: HeldContents;
}

function waitFor(usersGit: string): Move {
  return { attempt: { kind: 'operation-in-progress', operation: `git ${usersGit}` }, isFinished: true };
}

async function lockAndMove(
  request: AttemptRequest,
  journal: LandingJournal,
  folder: string,
  held: readonly HeldFile[],
  branch: PreparedRefUpdate,
  { known, ...means }: Omit<Means, 'endQuiet'> & { known: ReadonlySet<string> },
): Promise<Move> {
  // Whoever has begun would fail at a lock that is taken now.
  await awaitStaging(journal.workTree, known);
  const usersGit = findUsersGit(journal.workTree, known);
  if (usersGit !== undefined) return waitFor(usersGit);
  const endQuiet = beginQuiet();
  try {
    return await moveLocked(request, journal, folder, held, branch, { ...means, known, endQuiet });
  } finally {
    endQuiet();
  }
}

async function moveLocked(
  request: AttemptRequest,
  journal: LandingJournal,
  folder: string,
  held: readonly HeldFile[],
  branch: PreparedRefUpdate,
  { known, ...means }: Means & { known: ReadonlySet<string> },
): Promise<Move> {
  const { indexFile, runId, workTree } = journal;
  const token = join(folder, 'lock');
  if (!takeIndexLock(indexFile, token)) {
    return { attempt: { kind: 'locked', by: describeLock(indexFile) }, isFinished: true };
  }
  let move: Move | undefined;
  try {
    faultPoint('landing:index-locked');
    // One that begins from here on fails at the lock, so that this look misses none.
    const usersGit = findUsersGit(workTree, known);
    if (usersGit !== undefined) return waitFor(usersGit);
    move = await moveUnderLock(request, journal, folder, held, branch, means);
    return move;
  } finally {
    // The branch first: whoever gets the index may want HEAD next. One that has moved is free already.
    if (move?.attempt.kind !== 'landed') await branch.abort();
    if (move?.keepsLock !== true) releaseIndexLock(indexFile, token, runId);
    faultPoint('landing:index-unlocked');
  }
}

/** Settles what has landed by the branch that HEAD names now, if that is another one. */
async function followHead(
  request: AttemptRequest,
  journal: LandingJournal,
  folder: string,
  move: Move,
): Promise<Move> {
  const { indexFile, runId } = journal;
  const token = join(folder, 'lock');
  try {
    const hasLeft = await awaitLeaving(journal.workTree);
    if (isHeadOn(journal.gitDir, journal.ref)) return hasLeft ? move : { ...move, isFinished: false };
    if (!takeIndexLock(indexFile, token)) return { ...move, isFinished: false };
    try {
      await settleLanding(journal, folder, request.records);
    } finally {
      releaseIndexLock(indexFile, token, runId);
    }
    return move;
  } catch {
    // The commit is on its branch, whatever went wrong: the rest is for a recovery, which says what it meets.
    return { ...move, isFinished: false };
  }
}

/** Files, index, ref. Every failure after the first, thrown or not, is settled by what the branch says then. */
async function moveUnderLock(
  request: AttemptRequest,
  journal: LandingJournal,
  folder: string,
  held: readonly HeldFile[],
  branch: PreparedRefUpdate,
  { endQuiet, mover, ignoresLinks, contents }: Means,
): Promise<Move> {
  const { indexFile } = journal;
  const copy = join(folder, 'index');
  const isUnmoved = (): boolean =>
    markIndex(indexFile) === journal.indexMark && isHeadOn(journal.gitDir, journal.ref);
  if (!isUnmoved() || !areInPlace(journal.workTree, held)) {
    return { attempt: retryLater('somebody who keeps changing the index or files'), isFinished: true };
  }
  const landed: Move = {
    attempt: { kind: 'landed', commit: journal.new, previous: journal.old },
    isFinished: true,
  };
  const isWritten = (): boolean =>
    listWritten(held).length > 0 || (contents.kind === 'as-committed' && !contents.areUnchanged());
  const isLocked = (): boolean => holdsIndexLock(indexFile, join(folder, 'lock'), journal.runId);
  let complaint: string | undefined;
  let isOurs = true;
  try {
    const reading = mover.updateFiles({ ignoresLinks });
    faultPoint('landing:files-begun');
    const read = await reading;
    faultPoint('landing:files-written');
    if (read.code === 0) flushFile(copy);
    const isGood = read.code === 0 && !isWritten();
    // Nothing comes between this look and the rename.
    isOurs = isLocked() && isUnmoved();
    if (read.code !== 0) complaint = read.said;
    else if (isOurs && isGood) {
      const done = await branch.commit();
      faultPoint('landing:ref-committed');
      if (done.ok) return landed;
      complaint = done.failure;
    }
  } catch (error) {
    complaint = errorMessage(error);
  }
  endQuiet();
  await branch.abort();
  // Somebody took our lock away and may be writing the index now: what to do is left to a recovery that has the lock.
  if (!isOurs || !isLocked())
    return { attempt: { kind: 'locked', by: describeLock(indexFile) }, isFinished: false };
  let settled: Settlement;
  try {
    settled = await settleLanding(journal, folder, request.records);
  } catch (error) {
    const output = [complaint, errorMessage(error)].filter((text) => text !== undefined).join('; ');
    // As after a crash: a commit of the user now could take half of the landing along. Without a journal no recovery
    // would ever give the lock back.
    const keepsLock = listJournals(request.records).some(({ runId }) => runId === journal.runId);
    return { attempt: { kind: 'refused', output }, isFinished: false, keepsLock };
  }
  if (settled.branch === 'landed') return landed;
  const dirty = settled.foreign.length > 0 ? settled.foreign : findRefusedPaths(complaint ?? '');
  if (dirty.length > 0) {
    // Their contents were found to be right: git goes by times of which its index knows others.
    const goesByTimes = ignoresLinks && settled.foreign.length === 0;
    const attempt = { kind: 'dirty-paths' as const, paths: dirty };
    return { attempt: goesByTimes ? retryRefreshed(attempt) : attempt, isFinished: true };
  }
  return {
    attempt: {
      kind: 'again',
      otherwise: { kind: 'refused', output: complaint ?? 'the files keep changing' },
    },
    isFinished: true,
  };
}

/** The path that read-tree names when it refuses for a reason that neither files nor entries show. */
function findRefusedPaths(complaint: string): string[] {
  const named = /^error: (?:Entry|Untracked working tree file) '(.*)' /ms.exec(complaint)?.[1];
  return named === undefined ? [] : [named];
}
