import { closeSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { errorCode } from '../errors.ts';
import { explainStorageError } from '../storage-error.ts';

/** Bytes that must be free before work is begun: enough for records, a journal and an ordinary commit. */
const LEAST_ROOM = 8 * 1024 * 1024;
const PROBE = Buffer.alloc(4096);

/** A place that planex writes to. */
export interface StoragePlace {
  folder: string;
  /** Whether a file may be written there to see that it can. */
  probe: boolean;
}

/** Why nothing can be written safely at one of these places now, or undefined. A folder that is not there yet is no trouble. */
export function findStorageTrouble(places: readonly StoragePlace[]): string | undefined {
  for (const { folder, probe } of places) {
    const trouble = findFullDisk(folder) ?? (probe ? tryToWrite(folder) : undefined);
    if (trouble !== undefined) return `planex cannot write to ${folder}: ${trouble}`;
  }
  return undefined;
}

function findFullDisk(folder: string): string | undefined {
  try {
    const { bavail, bsize, files, ffree } = statfsSync(folder);
    if (bavail * bsize < LEAST_ROOM) {
      return `the disk is full (${Math.floor((bavail * bsize) / 1024)} KiB left, and planex wants ${LEAST_ROOM / 1024 / 1024} MiB)`;
    }
    // Some file systems do not count their inodes and say 0 of 0.
    return files > 0 && ffree === 0 ? 'the disk is full (no inodes left)' : undefined;
  } catch (error) {
    return errorCode(error) === 'ENOENT' ? undefined : explainStorageError(error);
  }
}

/** Quotas, permissions and failing disks show only when something is written. */
function tryToWrite(folder: string): string | undefined {
  const file = join(folder, `probe-${process.pid}.temporary`);
  try {
    const descriptor = openSync(file, 'w', 0o600);
    try {
      writeSync(descriptor, PROBE);
    } finally {
      closeSync(descriptor);
    }
    rmSync(file, { force: true });
    return undefined;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    const trouble = explainStorageError(error);
    if (trouble === undefined) throw error;
    return trouble;
  }
}
