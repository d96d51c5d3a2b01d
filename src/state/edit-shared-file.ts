import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { errorCode, OperatorError } from '../errors.ts';
import { nameUnreadable } from '../storage-error.ts';
import { createFile } from './create-file.ts';
import { syncFolder } from './durable-file.ts';
import { readSettled } from './read-settled.ts';
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
    const before = await readSharedFile(path);
    const after = change(before);
    if (after === undefined) return;
    const done =
      before === undefined
        ? await makeFile(path, after, drafts)
        : await replaceFile(path, before, Buffer.from(after), drafts);
    if (done) return syncFolder(dirname(path));
  }
  throw new OperatorError('another program keeps writing this file', { where: path, todo: 'try again' });
}

/** The bytes of a file that other programs write as well; undefined where there is none. Throws for one that cannot be read. */
export async function readSharedFile(path: string): Promise<Uint8Array | undefined> {
  try {
    return await readSettled(path);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw nameUnreadable(path, error);
  }
}

async function makeFile(path: string, text: string, drafts: string): Promise<boolean> {
  await mkdir(dirname(path), { recursive: true });
  return createFile(path, text, drafts);
}
