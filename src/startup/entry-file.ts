import { mkdirSync, readFileSync, renameSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { errorCode } from '../errors.ts';
import { faultPoint } from '../fault-point.ts';

/** What an entry's file says, or undefined when there is none. */
export function readEntryFile(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** Puts the file in place in one step. */
export function writeEntryFile(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  const draft = `${path}.${process.pid}.tmp`;
  try {
    writeFileSync(draft, text);
    renameSync(draft, path);
    faultPoint('entry-file:renamed');
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Removes files, and the folders of theirs, up to `levels` above, that are empty then. */
export function removeEntryFiles(paths: readonly string[], levels: number): void {
  for (const path of paths) {
    rmSync(path, { force: true });
    let folder = dirname(path);
    for (let level = 0; level < levels; level += 1) {
      if (!removeIfEmpty(folder)) break;
      folder = dirname(folder);
    }
  }
}

function removeIfEmpty(folder: string): boolean {
  try {
    rmdirSync(folder);
    return true;
  } catch (error) {
    return errorCode(error) === 'ENOENT';
  }
}
