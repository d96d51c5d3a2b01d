import { linkSync, rmSync, writeFileSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { randomBytes } from 'node:crypto';
import { errorCode, OperatorError } from '../errors.ts';
import { faultPoint } from '../fault-point.ts';
import { nameUnreadable } from '../storage-error.ts';
import { syncFolder, TEMPORARY } from './durable-file.ts';
import { replaceFile } from './replace-file.ts';

const MOST_TRIES = 50;

/**
 * Changes a file that other programs write as well. `change` gets the bytes that are there, or undefined, and gives those
 * that are to be there, or undefined to leave it. Where somebody else was faster it is asked again with what is there then.
 * A file that cannot be read is never replaced.
 */
export async function editSharedFile(
  path: string,
  drafts: string,
  change: (bytes: Uint8Array | undefined) => string | undefined,
): Promise<void> {
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    const before = await readBytes(path);
    const after = change(before);
    if (after === undefined) return;
    const bytes = Buffer.from(after);
    const done =
      before === undefined ? await createFile(path, bytes) : await replaceFile(path, before, bytes, drafts);
    if (done) return syncFolder(dirname(path));
  }
  throw new OperatorError('another program keeps writing this file', { where: path, todo: 'try again' });
}

async function readBytes(path: string): Promise<Uint8Array | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw nameUnreadable(path, error);
  }
}

/** Whole or not at all, and never over a file that is there by now. */
async function createFile(path: string, bytes: Uint8Array): Promise<boolean> {
  await mkdir(dirname(path), { recursive: true });
  const draft = `${path}.${randomBytes(6).toString('hex')}${TEMPORARY}`;
  try {
    writeFileSync(draft, bytes, { flag: 'wx', flush: true });
    faultPoint('edit-shared-file:drafted');
    linkSync(draft, path);
    faultPoint('edit-shared-file:linked');
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
    faultPoint('edit-shared-file:swept');
  }
}
