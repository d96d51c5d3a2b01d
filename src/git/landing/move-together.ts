import { join } from 'node:path';
import type { Writable } from 'node:stream';
import { errorCode } from '../../errors.ts';
import { faultPoint } from '../../fault-point.ts';
import { isHeadOn } from './branch-places.ts';
import type { FilterPatience } from './filter-patience.ts';
import type { HeldContents } from './held-contents.ts';
import type { HeldFile } from './held-files.ts';
import { describeLock, releaseIndexLock, takeIndexLock } from './index-lock.ts';
import type { LandingJournal } from './landing-journal.ts';
import { type AttemptRequest, explainEnding, explainRefusal, retryLater } from './landing-outcome.ts';
import { type Means, type Move, moveUnderLock } from './move-under-lock.ts';
import { type Mover, startMover } from './mover.ts';
import { readyBeside } from './ready-beside.ts';
import { readOwn } from './own-files.ts';
import { explainChanged, findHindrance, readyCopy } from './ready-copy.ts';
import { beginQuiet } from '../quiet.ts';
import { noteRefLocks } from './ref-locks.ts';
import { type PreparedRefUpdate, prepareRefUpdate } from './ref-transaction.ts';
import { settleLanding } from './settle-landing.ts';
import { noteTouched } from './untouched.ts';
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

/**
 * Moves files, index and branch. Whatever it throws, nothing has changed and nothing is locked; errors after the first
 * change are settled here and end as an attempt.
 */
export async function moveTogether(
  request: AttemptRequest,
  { journal, present, held: hold }: CheckedLanding,
  folder: string,
  patience: FilterPatience,
): Promise<Move> {
  const { workTree, ref, old, new: commit, message, runId } = journal;
  const env = { PLANEX_RUN: runId };
  let held: HeldFile[];
  let own: HeldContents;
  let known: ReturnType<typeof listProcesses>;
  try {
    own = await readOwn(journal, present, patience.run);
    const ending = patience.ending();
    const hindrance = ending === undefined ? explainChanged(own) : explainEnding(ending);
    if (hindrance !== undefined) return { attempt: hindrance, isFinished: true };
    // Filters may have taken long.
    known = listProcesses();
    const usersGit = findUsersGit(workTree);
    if (usersGit !== undefined) return waitFor(usersGit);
    noteTouched(folder);
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
  const prepare = (): ReturnType<typeof prepareRefUpdate> =>
    prepareRefUpdate({
      cwd: workTree,
      ref,
      old,
      new: commit,
      message,
      env,
      signal: request.signal,
      startMover: makeMover,
    });
  const { branch, copy, wasSlow } = await readyBeside(
    prepare,
    () => readyCopy(journal, folder, { held, present, refreshes: request.refreshes, own }, patience),
    (looked) => findHindrance(looked, patience) === undefined,
  );
  if (branch?.ok === false) return { attempt: explainRefusal(branch.failure), isFinished: true };
  const hindrance = findHindrance(copy, patience);
  if (hindrance !== undefined || branch === undefined || copy.status === 'rejected') {
    await branch?.value.abort();
    if (copy.status === 'rejected') throw copy.reason;
    return { attempt: hindrance ?? retryLater('somebody who keeps changing files'), isFinished: true };
  }
  const { contents, prepared } = copy.value;
  const ignoresLinks = contents.kind === 'as-committed' && !request.refreshes;
  let move: Move | undefined;
  let ended: Promise<void> | undefined;
  try {
    if (mover === undefined) throw new Error('there is no process that moves the files');
    noteRefLocks(folder, journal);
    faultPoint('landing:ref-prepared');
    move = await lockAndMove(request, journal, folder, held, branch.value, {
      // What was there long ago may be another program by now.
      known: wasSlow ? new Set() : known,
      mover,
      ignoresLinks,
      contents,
      prepared,
    });
  } finally {
    // Once git says that the branch has moved it holds nothing any more: it ends beside what is left to do.
    ended = branch.value.abort();
    if (move?.attempt.kind !== 'landed') await ended;
  }
  // A checkout replaces the index before it locks HEAD. If ours came between the two, what we brought to files and
  // index belongs to a branch that is not checked out any more, as soon as that checkout has ended.
  return move.attempt.kind === 'landed'
    ? { ...(await followHead(request, journal, folder, move)), ended }
    : move;
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
