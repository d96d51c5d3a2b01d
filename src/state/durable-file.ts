import { randomBytes } from 'node:crypto';
import { closeSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { faultPoint } from '../fault-point.ts';
import { nameUnwritable } from '../storage-error.ts';
import { flush } from './flush.ts';
import { listFolder } from './folder.ts';

/** Ends the name of a file that is not in its place yet. */
export const TEMPORARY = '.temporary';

/**
 * Replaces a file so that it holds the old bytes or the new ones whenever the process or the machine dies, and the new
 * ones for good once the promise resolves. The folder must exist. The file is readable by its owner only.
 */
export async function writeDurably(path: string, bytes: string | Uint8Array): Promise<void> {
  // A name of its own for each write: two writers that share one would mix their bytes.
  const temporary = `${path}.${randomBytes(6).toString('hex')}${TEMPORARY}`;
  try {
    await writeSynced(temporary, bytes);
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw nameUnwritable(path, error);
  }
  faultPoint('durable-file:renamed');
  await syncFolder(dirname(path));
}

/** Removes a file, if it is there, and resolves when it cannot come back after a crash. */
export async function removeDurably(path: string): Promise<void> {
  rmSync(path, { force: true });
  faultPoint('durable-file:removed');
  await syncFolder(dirname(path));
}

/** Makes additions, renames and removals in a folder survive a crash of the machine. */
export async function syncFolder(folder: string): Promise<void> {
  const descriptor = openSync(folder, 'r');
  try {
    await flush(descriptor);
    faultPoint('durable-file:folder-synced');
  } finally {
    closeSync(descriptor);
  }
}

/** Removes what killed writers left in a folder. Only for who knows that nobody writes there now. */
export function sweepTemporaries(folder: string): void {
  sweepBeginningWith(folder, '');
}

/** Removes what killed writers left of one file. Only for who knows that nobody writes it now. */
export function sweepTemporariesOf(path: string): void {
  sweepBeginningWith(dirname(path), `${basename(path)}.`);
}

function sweepBeginningWith(folder: string, beginning: string): void {
  for (const name of listFolder(folder)) {
    if (name.startsWith(beginning) && name.endsWith(TEMPORARY)) rmSync(join(folder, name), { force: true });
  }
}

async function writeSynced(path: string, bytes: string | Uint8Array): Promise<void> {
  const descriptor = openSync(path, 'wx', 0o600);
  faultPoint('durable-file:created');
  try {
    writeFileSync(descriptor, bytes);
    faultPoint('durable-file:written');
    await flush(descriptor);
    faultPoint('durable-file:synced');
  } finally {
    closeSync(descriptor);
  }
}
