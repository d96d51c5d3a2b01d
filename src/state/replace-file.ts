import { randomBytes } from 'node:crypto';
import { chmod, lstat, open, readFile, realpath, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { TEMPORARY } from './durable-file.ts';
import { errorCode } from '../errors.ts';
import { faultPoint } from '../fault-point.ts';

/**
 * Replaces a file of the user's if it still has the expected bytes, keeping its mode and following a link to it. False,
 * and nothing changed, when somebody was faster. The new file is prepared in `drafts`, planex's own folder, where whoever
 * finds it after a crash knows what it is; beside the user's file only if the two are on different disks.
 */
export async function replaceFile(
  path: string,
  expected: Uint8Array,
  bytes: Uint8Array,
  drafts: string,
): Promise<boolean> {
  const target = await realpath(path).catch(() => undefined);
  if (target === undefined || !(await holds(target, expected))) return false;
  const { mode } = await lstat(target);
  const name = `.planex-${randomBytes(6).toString('hex')}${TEMPORARY}`;
  for (const folder of [drafts, dirname(target)]) {
    const fresh = join(folder, name);
    try {
      await writeDraft(fresh, bytes, mode);
      if (!(await holds(target, expected))) return false;
      faultPoint('replace-file:compared');
      await rename(fresh, target);
      faultPoint('replace-file:renamed');
      return true;
    } catch (error) {
      if (errorCode(error) !== 'EXDEV') throw error;
    } finally {
      await rm(fresh, { force: true });
    }
  }
  throw new Error(`no file could be moved to ${target}`);
}

async function writeDraft(path: string, bytes: Uint8Array, mode: number): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(bytes);
    faultPoint('replace-file:written');
    await file.sync();
  } finally {
    await file.close();
  }
  await chmod(path, mode & 0o7777);
}

async function holds(path: string, expected: Uint8Array): Promise<boolean> {
  try {
    return Buffer.compare(await readFile(path), expected) === 0;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return false;
    throw error;
  }
}
