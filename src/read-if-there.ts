import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { errorCode } from './errors.ts';
import { nameUnreadable } from './storage-error.ts';

/** The text of a file; undefined only when there is none. What cannot be read is thrown, never taken for nothing. */
export async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    return judge(path, error);
  }
}

/** The same where nothing may happen in between. */
export function readIfThereNow(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    return judge(path, error);
  }
}

function judge(path: string, error: unknown): undefined {
  if (errorCode(error) === 'ENOENT') return undefined;
  throw nameUnreadable(path, error);
}
