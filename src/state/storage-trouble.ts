import { accessSync, closeSync, constants, openSync, statfsSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { errorCode } from '../errors.ts';
import { removeFile } from '../remove-file.ts';
import { explainStorageError } from '../storage-error.ts';
import { flushInDoubt } from './flush.ts';

/** Bytes that must be free before work is begun: enough for records, a journal and an ordinary commit. */
const LEAST_ROOM = 8 * 1024 * 1024;
const PROBE = Buffer.alloc(4096);

/** A place that planex writes to. */
export interface StoragePlace {
  folder: string;
  /** How closely to look: is there room, may this user write there, can a file be written there now. Each implies the last. */
  look: 'room' | 'permission' | 'write';
}

/** Why nothing can be written safely at one of these places now, or undefined. A folder that is not there yet is no trouble. */
export function findStorageTrouble(places: readonly StoragePlace[]): string | undefined {
  for (const { folder, look } of places) {
    const trouble =
      findFullDisk(folder) ??
      (look === 'room' ? undefined : askForPermission(folder)) ??
      (look === 'write' ? tryToWrite(folder) : undefined);
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

function askForPermission(folder: string): string | undefined {
  try {
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
    return undefined;
  } catch (error) {
    return errorCode(error) === 'ENOENT' ? undefined : explainStorageError(error);
  }
}

/** Quotas and failing disks show only when something is written. */
function tryToWrite(folder: string): string | undefined {
  const file = join(folder, `probe-${process.pid}.temporary`);
  try {
    const descriptor = openSync(file, 'w', 0o600);
    try {
      writeSync(descriptor, PROBE);
      flushInDoubt(descriptor);
    } finally {
      closeSync(descriptor);
    }
    removeFile(file);
    return undefined;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    const trouble = explainStorageError(error);
    if (trouble === undefined) throw error;
    return trouble;
  }
}
