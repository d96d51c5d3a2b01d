import { closeSync, linkSync, lstatSync, openSync, readSync, unlinkSync, writeFileSync } from 'node:fs';
import { errorCode } from '../../errors.ts';
import { faultPoint } from '../../fault-point.ts';
import { z } from '../../schema.ts';

const lockOwnerSchema = z.object({
  planex: z.literal('landing'),
  runId: z.string(),
  pid: z.number(),
  startTime: z.string(),
  bootId: z.string(),
});

/** Who a lock file of ours names. */
export type LockOwner = z.infer<typeof lockOwnerSchema>;

const MAX_OWNER_BYTES = 2_048;

/**
 * Takes git's lock of an index in the name of a run by linking `token`, a file that says who holds it: an empty lock
 * could not be told from git's own after a crash. False when somebody else has it.
 */
export function takeIndexLock(indexFile: string, token: string): boolean {
  try {
    linkSync(token, `${indexFile}.lock`);
    faultPoint('index-lock:taken');
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  }
}

/** Writes the file that `takeIndexLock` links. */
export function writeLockToken(token: string, owner: LockOwner): void {
  writeFileSync(token, `${JSON.stringify(owner)}\n`);
}

/**
 * True while the lock is the very file `token`, and not one that git made after somebody removed ours. When `token` is
 * gone, the lock's own words decide.
 */
export function holdsIndexLock(indexFile: string, token: string, runId: string): boolean {
  const lock = readInode(`${indexFile}.lock`);
  if (lock === undefined) return false;
  const ours = readInode(token);
  return ours === undefined ? readLockOwner(`${indexFile}.lock`)?.runId === runId : lock === ours;
}

/** Gives the run's lock back, the one linked from `token`; any other is left alone. */
export function releaseIndexLock(indexFile: string, token: string, runId: string): void {
  if (!holdsIndexLock(indexFile, token, runId)) return;
  unlinkSync(`${indexFile}.lock`);
  faultPoint('index-lock:released');
}

function readInode(file: string): number | undefined {
  try {
    return lstatSync(file).ino;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** The run that a lock of this index names; undefined when there is no lock, or it is not one of ours. */
export function readLockOwner(file: string): LockOwner | undefined {
  const head = readHead(file);
  if (head === undefined || !head.startsWith('{')) return undefined;
  try {
    const parsed = lockOwnerSchema.safeParse(JSON.parse(head));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}

// A lock of git's own is a whole new index, possibly of many megabytes: only its beginning is read.
function readHead(file: string): string | undefined {
  let descriptor: number;
  try {
    descriptor = openSync(file, 'r');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
  try {
    const bytes = Buffer.alloc(MAX_OWNER_BYTES);
    return bytes.toString('utf8', 0, readSync(descriptor, bytes, 0, MAX_OWNER_BYTES, 0));
  } finally {
    closeSync(descriptor);
  }
}

/** Who holds the lock of an index, in words. */
export function describeLock(indexFile: string): string {
  const owner = readLockOwner(`${indexFile}.lock`);
  return owner === undefined ? `${indexFile}.lock` : `the landing of run ${owner.runId}`;
}
