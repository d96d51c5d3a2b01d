import { mkdirSync, readdirSync } from 'node:fs';
import { errorCode } from '../errors.ts';

const OWNER_ONLY = 0o700;

/** Makes a folder, and those above it, that only its owner can enter; one that is there stays as it is. */
export function ensureFolder(path: string): void {
  mkdirSync(path, { recursive: true, mode: OWNER_ONLY });
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
    throw error;
  }
}
