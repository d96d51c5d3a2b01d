import { mkdirSync, readFileSync, renameSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { errorCode, errorMessage, OperatorError } from '../errors.ts';
import { faultPoint } from '../fault-point.ts';

/** What an entry's file says, or undefined when there is none. */
export function readEntryFile(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    // ENOTDIR: a file stands where a folder above it would be.
    if (['ENOENT', 'ENOTDIR'].includes(errorCode(error) ?? '')) return undefined;
    throw error;
  }
}

/** Puts the file in place in one step. Throws `OperatorError` when something else stands where its folder would be. */
export function writeEntryFile(path: string, text: string): void {
  makeFolder(dirname(path));
  const draft = `${path}.${process.pid}.tmp`;
  try {
    writeFileSync(draft, text);
    renameSync(draft, path);
    faultPoint('entry-file:renamed');
  } finally {
    rmSync(draft, { force: true });
  }
}

function makeFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true });
  } catch (error) {
    if (!['EEXIST', 'ENOTDIR'].includes(errorCode(error) ?? '')) throw error;
    throw new OperatorError(`this folder cannot be made: ${errorMessage(error)}`, {
      where: path,
      todo: 'remove what stands in its place, or set HOME or XDG_CONFIG_HOME to another folder',
    });
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
