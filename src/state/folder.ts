import { mkdirSync, readdirSync } from 'node:fs';
import { errorCode, errorMessage, OperatorError } from '../errors.ts';
import { nameUnreadable } from '../storage-error.ts';

const OWNER_ONLY = 0o700;

/** A file, or a link to nothing, stands where the folder or one above it would be. */
const IN_THE_WAY = new Set(['EEXIST', 'ENOTDIR', 'ENOENT', 'ELOOP']);

/**
 * Makes a folder, and those above it, that only its owner can enter; one that is there stays as it is. Throws
 * `OperatorError` when something else stands in its place.
 */
export function ensureFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true, mode: OWNER_ONLY });
  } catch (error) {
    if (!IN_THE_WAY.has(errorCode(error) ?? '')) throw error;
    throw new OperatorError(`planex cannot make a folder of its records: ${errorMessage(error)}`, {
      where: path,
      todo: 'remove what stands in its place and try again',
    });
  }
}

/** Makes a folder that must not be there yet. */
export function makeNewFolder(path: string): void {
  mkdirSync(path, { mode: OWNER_ONLY });
}

/** The names in a folder; none when there is no such folder. Any other trouble is thrown, never taken for emptiness. */
export function listFolder(path: string): string[] {
  try {
    return readdirSync(path);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    throw errorCode(error) === 'ENOTDIR' ? nameUnreadable(path, error) : error;
  }
}
