import { chmod, lstat, open, readFile, realpath, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { errorCode } from '../errors.ts';

let replacements = 0;

/**
 * Replaces a file of the user's if it still has the expected bytes, keeping its mode and following a link to it. False,
 * and nothing changed, when somebody was faster.
 */
export async function replaceFile(path: string, expected: Uint8Array, bytes: Uint8Array): Promise<boolean> {
  const target = await realpath(path).catch(() => undefined);
  if (target === undefined || !(await holds(target, expected))) return false;
  replacements += 1;
  const fresh = join(dirname(target), `.planex-${process.pid}-${replacements}.tmp`);
  try {
    const { mode } = await lstat(target);
    const file = await open(fresh, 'wx', 0o600);
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await chmod(fresh, mode & 0o7777);
    if (!(await holds(target, expected))) return false;
    await rename(fresh, target);
    return true;
  } finally {
    await rm(fresh, { force: true });
  }
}

async function holds(path: string, expected: Uint8Array): Promise<boolean> {
  try {
    return Buffer.compare(await readFile(path), expected) === 0;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return false;
    throw error;
  }
}
