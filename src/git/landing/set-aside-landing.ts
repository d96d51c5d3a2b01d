import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, renameSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { faultPoint } from '../../fault-point.ts';
import { listGitDirs } from './branch-places.ts';
import { releaseIndexLock } from './index-lock.ts';
import { type FoundJournal, locateLandingFolder } from './landing-journal.ts';
import { endOrphanedGit } from '../orphaned-git.ts';
import { removeNotedRefLocks } from './ref-locks.ts';

/**
 * Ends a landing of a dead process whose journal is damaged or whose work tree is not found, so that it cannot be taken
 * back: all that it had changed stays as it is, the locks that name its run are given back, and everything that it had written down or displaced is kept.
 * Returns the folder where that is. Only for who has claimed the journal.
 */
export async function setAsideLanding(records: string, { runId, file }: FoundJournal): Promise<string> {
  await endOrphanedGit(runId);
  const folder = locateLandingFolder(records, runId);
  removeNotedRefLocks(folder);
  for (const gitDir of listGitDirs(dirname(records))) {
    releaseIndexLock(join(gitDir, 'index'), join(folder, 'lock'), runId);
  }
  const stamp = new Date().toISOString().replaceAll(/[-:]/g, '');
  const kept = join(records, 'quarantine', `landing-${runId}-${stamp}`);
  mkdirSync(kept, { recursive: true, mode: 0o700 });
  // The journal last: as long as it is there, the next recovery comes back to what is left to do.
  if (existsSync(folder)) renameSync(folder, join(kept, 'files'));
  faultPoint('set-aside-landing:files-moved');
  renameSync(file, join(kept, 'journal.json'));
  faultPoint('set-aside-landing:moved');
  const descriptor = openSync(kept, 'r');
  fsyncSync(descriptor);
  closeSync(descriptor);
  return kept;
}
