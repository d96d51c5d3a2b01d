import { closeSync, fdatasyncSync, fstatSync, unlinkSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { OperatorError } from '../errors.ts';
import { faultPoint } from '../fault-point.ts';
import { ensureFolder } from './folder.ts';
import { isCopy, isHolderAlive, type LockHolder, readLock } from './lock-holder.ts';
import { type Claim, claimLock, followChain, type LockInfo, refuseIfWritten } from './lock-succession.ts';

const LOCK = 'daemon.lock';
const RETRY_MS = 20;
/** Under its lock a command looks at everything, which on a busy machine takes its time. */
const COMMAND_WAIT_MS = 30_000;

export type LockAttempt = { kind: 'acquired'; lock: InstanceLock } | { kind: 'held'; holder: LockHolder };

/** The right to change the records of a repository. */
export interface InstanceLock {
  readonly holder: LockHolder;
  /** Where a spoilt lock file that was in the way is kept now. */
  readonly replacedSpoilt: string | undefined;
  /**
   * False once somebody removed or replaced the lock file by hand: then another instance may run. Where it cannot be read for
   * now, nobody is known to have done so. Never throws.
   */
  isStillHeld(): boolean;
  /** Says in the lock that its holder listens at another path now. */
  nameSocket(path: string): void;
  release(): void;
}

/**
 * Takes the lock that makes a process the only one to change a repository's records, for as long as it lives. Waits up
 * to `waitMs` for a command that has it, never for a daemon. Throws an `OperatorError` when the lock file is spoilt and
 * its holder may live.
 */
export async function acquireInstanceLock(
  folder: string,
  info: LockInfo,
  waitMs: number = COMMAND_WAIT_MS,
): Promise<LockAttempt> {
  ensureFolder(folder);
  const path = join(folder, LOCK);
  const deadline = performance.now() + waitMs;
  for (;;) {
    const attempt = claimLock(path, info);
    if (attempt?.kind === 'claimed') return { kind: 'acquired', lock: holdLock(path, attempt.claim) };
    if (attempt?.kind === 'held') {
      if (attempt.holder.role === 'daemon' || performance.now() >= deadline) return attempt;
      await wait(RETRY_MS);
    }
  }
}

/** Does something that changes records while no daemon runs, or says who has the lock. */
export async function withStoreLock<T>(
  folder: string,
  version: string,
  act: () => Promise<T>,
): Promise<{ kind: 'done'; value: T } | { kind: 'held'; holder: LockHolder }> {
  const attempt = await acquireInstanceLock(folder, { role: 'command', version });
  if (attempt.kind === 'held') return attempt;
  try {
    return { kind: 'done', value: await act() };
  } finally {
    attempt.lock.release();
  }
}

/**
 * Who holds the lock of a repository at this moment; undefined when nobody who lives does. Throws an `OperatorError` when the lock
 * file is spoilt and a process is seen to hold it.
 */
export function readInstanceLock(folder: string): LockHolder | undefined {
  const last = followChain(join(folder, LOCK))?.at(-1);
  if (last !== undefined && last.holder === undefined) refuseIfWritten(last, 'pass');
  if (last?.holder === undefined || !isHolderAlive(last.holder) || isCopy(last)) return undefined;
  return last.holder;
}

/** The repository of which this one is a copy, where whoever held the lock then is still at work there; else undefined. */
export function findOriginal(folder: string): string | undefined {
  const last = followChain(join(folder, LOCK))?.at(-1);
  const holder = last?.holder;
  if (last === undefined || holder?.file === undefined || !isHolderAlive(holder) || !isCopy(last))
    return undefined;
  return dirname(dirname(holder.file));
}

function holdLock(path: string, claim: Claim): InstanceLock {
  const isInPlace = (): boolean => readLock(path)?.token === claim.holder.token;
  const isStillHeld = (): boolean => {
    try {
      return isInPlace();
    } catch (error) {
      // A folder in its place says that it was replaced; any other error is one of reading.
      return !(error instanceof OperatorError);
    }
  };
  let released = false;
  return {
    holder: claim.holder,
    replacedSpoilt: claim.replacedSpoilt,
    isStillHeld,
    nameSocket(path) {
      const holder = { ...claim.holder, socket: path };
      const { size } = fstatSync(claim.descriptor);
      const text = Buffer.from(JSON.stringify(holder, undefined, 2));
      const padding = Buffer.alloc(Math.max(0, size - 1 - text.length), ' ');
      // The same file, in one write over the whole of it: a successor, should there be one, has a file of its own.
      writeSync(claim.descriptor, Buffer.concat([text, padding, Buffer.from('\n')]), undefined, undefined, 0);
      fdatasyncSync(claim.descriptor);
    },
    release() {
      if (released) return;
      released = true;
      try {
        if (isInPlace()) unlinkSync(path);
        faultPoint('instance-lock:released');
      } catch {
        // Only what is seen to be ours is removed. One that stays is succeeded once this process has ended.
      } finally {
        closeSync(claim.descriptor);
      }
    },
  };
}
