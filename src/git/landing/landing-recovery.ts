import { existsSync, linkSync, mkdirSync, readdirSync, realpathSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { errorCode, errorMessage } from '../../errors.ts';
import { faultPoint } from '../../fault-point.ts';
import { isSameProcess } from '../../process-identity.ts';
import { GitError } from '../git.ts';
import {
  describeLock,
  holdsIndexLock,
  readLockOwner,
  releaseIndexLock,
  takeIndexLock,
  writeLockToken,
} from './index-lock.ts';
import {
  claimJournal,
  describeThisProcess,
  type FoundJournal,
  isJournalDraft,
  isJournalInWork,
  type LandingJournal,
  leaveJournal,
  listJournals,
  locateLandingFolder,
  readJournal,
  removeJournal,
} from './landing-journal.ts';
import { endOrphanedGit } from '../orphaned-git.ts';
import { placeJournal } from './place-journal.ts';
import { removeNotedRefLocks } from './ref-locks.ts';
import { setAsideLanding } from './set-aside-landing.ts';
import { type Settlement, settleLanding } from './settle-landing.ts';
import { isUntouched } from './untouched.ts';

/** What became of one unfinished landing. */
export interface LandingRecovery {
  runId: string;
  result:
    | 'completed'
    | 'rolled-back'
    /** Somebody else is at it: the process that lands, or another recovery. */
    | 'nothing-to-do'
    /** The branch went elsewhere meanwhile: each path was brought to where HEAD has it. */
    | 'user-moved-on'
    /** Its journal is damaged or its work tree away: what it had changed stays as it is, and all that it had written is kept. */
    | 'set-aside'
    /** Not possible now, for the reason in `detail`: the next recovery tries again. */
    | 'postponed';
  /** For people. */
  detail: string;
  /** Files with bytes that were displaced. */
  kept: string[];
}

/**
 * Finishes or takes back the landings that were left half done, mostly by processes that died. Safe at any time and from any number of processes; needs
 * no other lock.
 */
export async function recoverLandings(records: string): Promise<LandingRecovery[]> {
  const recoveries: LandingRecovery[] = [];
  for (const found of listJournals(records)) {
    recoveries.push(await recoverLanding(records, found));
  }
  sweepFolders(records);
  return recoveries;
}

/** True while there is a landing that nobody works on and that has not come to its end. */
export function hasUnfinishedLanding(records: string): boolean {
  return listJournals(records).some((found) => !isJournalInWork(found));
}

async function recoverLanding(records: string, found: FoundJournal): Promise<LandingRecovery> {
  const { runId } = found;
  const answer = (result: LandingRecovery['result'], detail: string): LandingRecovery => {
    return { runId, result, detail, kept: [] };
  };
  if (isJournalInWork(found)) return answer('nothing-to-do', `process ${found.owner?.pid} is at work on it`);
  const claimed = claimJournal(records, found);
  if (claimed === undefined) return answer('nothing-to-do', 'another process recovers it');
  faultPoint('recovery:claimed');
  try {
    const written = readJournal(claimed.file);
    if (written === undefined) return await setAside(records, claimed, DAMAGED);
    const { journal, workTree, locate } = placeJournal(written, realpathSync(dirname(records)));
    await endOrphanedGit(runId);
    const folder = locateLandingFolder(records, runId);
    removeNotedRefLocks(folder, locate);
    if (workTree === 'away') {
      const away = `${journal.workTree} is not there`;
      // Whoever locks a work tree says that it comes back.
      if (existsSync(join(journal.gitDir, 'locked'))) return answer('postponed', away);
      return await setAside(records, claimed, `${away}, so ${UNTOUCHED}`);
    }
    if (workTree === 'gone') {
      releaseIndexLock(journal.indexFile, join(folder, 'lock'), runId);
      removeJournal(records, runId, claimed.file);
      return answer('user-moved-on', `${journal.workTree} is no work tree of this repository any more`);
    }
    if (isUntouched(journal, folder)) {
      removeJournal(records, runId, claimed.file);
      return answer('rolled-back', describeMissed(journal, []));
    }
    const token = regainIndexLock(journal, folder);
    if (token === undefined) return answer('postponed', `locked by ${describeLock(journal.indexFile)}`);
    faultPoint('recovery:locked');
    const settlement = await settleLanding(journal, folder, records);
    releaseIndexLock(journal.indexFile, token, runId);
    faultPoint('recovery:unlocked');
    removeJournal(records, runId, claimed.file);
    return { runId, ...judgeSettlement(journal, settlement), kept: settlement.kept };
  } catch (error) {
    if (error instanceof GitError || errorCode(error) !== undefined)
      return answer('postponed', errorMessage(error));
    throw error;
  } finally {
    leaveJournal(runId);
  }
}

const UNTOUCHED =
  'what it had changed in your files and index stays as it is: see git status before you commit';
const DAMAGED = `its journal was damaged, so ${UNTOUCHED}`;

async function setAside(records: string, found: FoundJournal, detail: string): Promise<LandingRecovery> {
  const { runId, file } = found;
  if (!existsSync(file)) return { runId, result: 'nothing-to-do', detail: 'its journal is gone', kept: [] };
  const kept = await setAsideLanding(records, found);
  return { runId, result: 'set-aside', detail, kept: [kept] };
}

/** The lock is still there, or is taken again; undefined when it is somebody else's. Returns the file it is linked from. */
function regainIndexLock(journal: LandingJournal, folder: string): string | undefined {
  const { indexFile, runId } = journal;
  const token = join(folder, 'lock');
  mkdirSync(folder, { recursive: true });
  if (existsSync(token) && holdsIndexLock(indexFile, token, runId)) return token;
  rmSync(token, { force: true });
  if (readLockOwner(`${indexFile}.lock`)?.runId === runId) {
    linkSync(`${indexFile}.lock`, token);
    faultPoint('recovery:token-linked');
    return token;
  }
  writeLockToken(token, { planex: 'landing', runId, ...describeThisProcess() });
  return takeIndexLock(indexFile, token) ? token : undefined;
}

function judgeSettlement(
  journal: LandingJournal,
  settlement: Settlement,
): Pick<LandingRecovery, 'result' | 'detail'> {
  const { branch, foreign, kept, mended } = settlement;
  const left = foreign.length === 0 ? '' : `; left as they are: ${foreign.join(', ')}`;
  const saved = kept.length === 0 ? '' : `; displaced bytes kept in ${kept.join(', ')}`;
  const rest = `${left}${saved}`;
  const name = journal.ref.replace('refs/heads/', '');
  if (branch === 'landed') return { result: 'completed', detail: `${journal.new} is on ${name}${rest}` };
  const detail = `${describeMissed(journal, mended)}${rest}`;
  return { result: branch === 'as-before' && foreign.length === 0 ? 'rolled-back' : 'user-moved-on', detail };
}

function describeMissed({ ref }: LandingJournal, mended: readonly string[]): string {
  const what = mended.length === 0 ? 'nothing had changed' : `mended: ${mended.join(', ')}`;
  return `not landed on ${ref.replace('refs/heads/', '')}, ${what}`;
}

/** Removes what landings left that died before their journal was in place. */
function sweepFolders(records: string): void {
  const landings = join(records, 'landings');
  if (!existsSync(landings)) return;
  const known = new Set(listJournals(records).map(({ runId }) => runId));
  const items = readdirSync(landings, { withFileTypes: true });
  for (const { name: runId } of items.filter((item) => item.isDirectory() && !known.has(item.name))) {
    const owner = readLockOwner(join(landings, runId, 'lock'));
    if (owner === undefined || isSameProcess(owner)) continue;
    // The folder last: its lock says whose the drafts are.
    for (const { name } of items) {
      if (isJournalDraft(name, runId)) rmSync(join(landings, name), { force: true });
    }
    rmSync(join(landings, runId), { recursive: true, force: true });
  }
}
