import { closeSync, fsync, openSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { errorCode } from '../../errors.ts';
import { faultPoint } from '../../fault-point.ts';
import { git } from '../git.ts';

// Only the waits for the disk leave the event loop: each trip through the thread pool costs as much as a rename.
const sync = promisify(fsync);
// Files open at once.
const BATCH = 32;

/**
 * Makes loose objects survive a crash of the machine: git does not flush them by default. Objects in packs, which git
 * does flush, and those of other repositories are left out. `folder` is the repository's `objects`.
 */
export async function persistObjects(folder: string, oids: readonly string[]): Promise<void> {
  const files = [...new Set(oids)].map((oid) => join(folder, oid.slice(0, 2), oid.slice(2)));
  const folders = new Set(files.map((file) => dirname(file)));
  for (const paths of [files, [...folders]]) {
    for (let at = 0; at < paths.length; at += BATCH) {
      await Promise.all(paths.slice(at, at + BATCH).map(flushToDisk));
    }
  }
}

/** Lists the objects that a commit adds to what `base` reaches. */
export async function listNewObjects(cwd: string, base: string, commit: string): Promise<string[]> {
  const list = await git(cwd, ['rev-list', '--objects', '--no-object-names', commit, `^${base}`, '--']);
  return list.split('\n').filter((oid) => oid !== '');
}

async function flushToDisk(path: string): Promise<void> {
  let descriptor: number;
  try {
    descriptor = openSync(path, 'r');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return;
    throw error;
  }
  try {
    await sync(descriptor);
    faultPoint('landing:object-flushed');
  } finally {
    closeSync(descriptor);
  }
}
