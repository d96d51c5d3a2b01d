import { fsync, fsyncSync } from 'node:fs';
import { promisify } from 'node:util';
import { faultPoint } from '../fault-point.ts';

// Only the waits for the disk leave the event loop: each trip through the thread pool costs as much as a rename.
const sync = promisify(fsync);

/** Set from a flush that failed until one succeeds: a failing disk takes what is written, and loses it later. */
let isDoubtful = false;

/** Resolves when what was written to an open file or folder is on the disk. */
export async function flush(descriptor: number): Promise<void> {
  try {
    await sync(descriptor);
    faultPoint('flush:flushed');
  } catch (error) {
    isDoubtful = true;
    throw error;
  }
}

/** Flushes at once where an earlier flush has failed; a disk in good standing is not waited for. */
export function flushInDoubt(descriptor: number): void {
  if (!isDoubtful) return;
  fsyncSync(descriptor);
  faultPoint('flush:trusted-again');
  isDoubtful = false;
}
