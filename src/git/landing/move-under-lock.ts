import { join } from 'node:path';
import { errorMessage } from '../../errors.ts';
import { faultPoint } from '../../fault-point.ts';
import { isHeadOn } from './branch-places.ts';
import type { HeldContents } from './held-contents.ts';
import { areInPlace, type HeldFile, listWritten, noteWritesInPlace } from './held-files.ts';
import { flushFile, markIndex } from './index-copy.ts';
import { describeLock, holdsIndexLock } from './index-lock.ts';
import { type LandingJournal, listJournals } from './landing-journal.ts';
import {
  type AttemptRequest,
  explainEnding,
  type LandingAttempt,
  type LandingOutcome,
  retryLater,
  retryRefreshed,
} from './landing-outcome.ts';
import type { FilesUpdate, Mover } from './mover.ts';
import type { PreparedFiles } from './prepared-files.ts';
import type { PreparedRefUpdate } from './ref-transaction.ts';
import { type Settlement, settleLanding } from './settle-landing.ts';

/** How moving files, index and branch ended. */
export interface Move {
  attempt: LandingAttempt;
  /** False when something is left for a recovery. */
  isFinished: boolean;
  /** True when the index must stay locked until that recovery: what it has now is half of a landing. */
  keepsLock?: boolean;
  /** Resolves when the processes that moved the branch have ended. */
  ended?: Promise<void>;
}

/** What has been readied before the index was locked. */
export interface Means {
  endQuiet: () => void;
  mover: Mover;
  ignoresLinks: boolean;
  contents: HeldContents;
  /** Undefined where git is to write the files. */
  prepared: PreparedFiles | undefined;
}

/** How long filters may take in all in putting back, once git was ended that may have waited for one. */
const FILTERS_AGAIN_MS = 5_000;

/** Files, index, ref. Every failure after the first, thrown or not, is settled by what the branch says then. */
export async function moveUnderLock(
  request: AttemptRequest,
  journal: LandingJournal,
  folder: string,
  held: readonly HeldFile[],
  branch: PreparedRefUpdate,
  { endQuiet, mover, ignoresLinks, contents, prepared }: Means,
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
  const beginFiles = (): (() => FilesUpdate | Promise<FilesUpdate>) => {
    if (prepared !== undefined) return () => placeFiles(prepared, mover);
    noteWritesInPlace(folder);
    const reading = mover.updateFiles({ ignoresLinks, signal: request.signal });
    return () => reading;
  };
  let complaint: string | undefined;
  let ending: LandingOutcome | undefined;
  let isOurs = true;
  try {
    const endFiles = beginFiles();
    faultPoint('landing:files-begun');
    const read = await endFiles();
    faultPoint('landing:files-written');
    if (read.code === 0) flushFile(copy);
    const isGood = read.code === 0 && !isWritten();
    // Nothing comes between this look and the rename.
    isOurs = isLocked() && isUnmoved();
    const { said, endedBy } = read;
    if (endedBy !== undefined) ending = explainEnding({ said, endedBy });
    if (read.code !== 0) complaint = said;
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
    const limits = ending === undefined ? {} : { filterMs: FILTERS_AGAIN_MS };
    settled = await settleLanding(journal, folder, request.records, limits);
  } catch (error) {
    const output = [complaint, errorMessage(error)].filter((text) => text !== undefined).join('; ');
    // As after a crash: a commit of the user now could take half of the landing along. Without a journal no recovery
    // would ever give the lock back.
    const keepsLock = listJournals(request.records).some(({ runId }) => runId === journal.runId);
    return { attempt: { kind: 'refused', output }, isFinished: false, keepsLock };
  }
  if (settled.branch === 'landed') return landed;
  if (ending !== undefined) {
    // Who was told to stop asked filters for an instant only: whose a file is, the next planex finds out.
    const isFinished = ending.kind !== 'stopped' || settled.foreign.length === 0;
    return { attempt: nameForeign(ending, settled.foreign), isFinished };
  }
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
      // What cannot be moved into place, git may be able to write there.
      refreshes: prepared !== undefined,
    },
    isFinished: true,
  };
}

function placeFiles(prepared: PreparedFiles, mover: Mover): FilesUpdate {
  const hindrance = prepared.place();
  if (hindrance === undefined) mover.leaveFiles();
  return { code: hindrance === undefined ? 0 : 1, said: hindrance ?? '' };
}

/** Says as well which files are neither as before nor as in the commit. */
function nameForeign(ending: LandingOutcome, foreign: readonly string[]): LandingOutcome {
  if (ending.kind !== 'refused' || foreign.length === 0) return ending;
  return {
    ...ending,
    output: `${ending.output} Look at ${foreign.join(', ')}: nobody could tell whose they are.`,
  };
}

/** The path that read-tree names when it refuses for a reason that neither files nor entries show. */
function findRefusedPaths(complaint: string): string[] {
  const named = /^error: (?:Entry|Untracked working tree file) '(.*)' /ms.exec(complaint)?.[1];
  return named === undefined ? [] : [named];
}
