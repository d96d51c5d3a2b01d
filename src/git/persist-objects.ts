import { open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { errorCode } from '../errors.ts';
import { git } from './git.ts';

// Files open at once.
const BATCH = 32;

/**
 * Makes the objects that `commit` adds to `base` survive a crash of the machine: git does not flush loose objects by
 * default. Objects in packs, which git does flush, and those of alternates are left out.
 */
export async function persistObjects(
  cwd: string,
  objects: string,
  base: string,
  commit: string,
): Promise<void> {
  const list = await git(cwd, ['rev-list', '--objects', '--no-object-names', commit, `^${base}`, '--']);
  const files = list
    .split('\n')
    .filter((oid) => oid !== '')
    .map((oid) => join(objects, oid.slice(0, 2), oid.slice(2)));
  const folders = new Set(files.map((file) => dirname(file)));
  for (const paths of [files, [...folders]]) {
    for (let at = 0; at < paths.length; at += BATCH) {
      await Promise.all(paths.slice(at, at + BATCH).map(flushToDisk));
    }
  }
}

async function flushToDisk(path: string): Promise<void> {
  let file: Awaited<ReturnType<typeof open>>;
  try {
    file = await open(path, 'r');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return;
    throw error;
  }
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}
