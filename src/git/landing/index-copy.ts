import {
  chmodSync,
  closeSync,
  constants,
  copyFileSync,
  fstatSync,
  fsyncSync,
  openSync,
  readSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { errorCode } from '../../errors.ts';
import { faultPoint } from '../../fault-point.ts';
import { runGit } from '../git.ts';
import { areRacyFilesClean } from '../racy-files.ts';

// Git ends an index with a checksum of its content: 20 bytes with SHA-1, 32 with SHA-256.
const CHECKSUM_BYTES = 32;

/** Tells one state of an index from every other: git always replaces the file, so its identity and its checksum do. */
export function markIndex(indexFile: string): string {
  let descriptor: number;
  try {
    descriptor = openSync(indexFile, 'r');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return 'absent';
    throw error;
  }
  try {
    const { ino, size, mtimeNs } = fstatSync(descriptor, { bigint: true });
    const tail = Buffer.alloc(CHECKSUM_BYTES);
    const from = Math.max(0, Number(size) - CHECKSUM_BYTES);
    const length = readSync(descriptor, tail, 0, CHECKSUM_BYTES, from);
    return `${ino}:${size}:${mtimeNs}:${tail.toString('hex', 0, length)}`;
  } finally {
    closeSync(descriptor);
  }
}

/**
 * Copies the index, without its lock; an index that does not exist yet gives no copy. The copy is a little older than
 * the index, never newer: git looks again at files changed at or after the time of the index it reads, and a newer copy
 * would hide a change made in the same instant.
 */
export function copyIndex(indexFile: string, copy: string): void {
  rmSync(copy, { force: true });
  try {
    const { atimeMs, mtimeMs } = statSync(indexFile);
    copyFileSync(indexFile, copy, constants.COPYFILE_FICLONE);
    utimesSync(copy, atimeMs / 1_000, (Math.floor(mtimeMs) - 1) / 1_000);
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
  }
}

/**
 * Writes a copy of the index that was changed, with the mode of the one it was made from. Its time is that at which the file
 * system wrote it, as with git, where that hides no change of a file in the work tree; else that of the one it was made from.
 */
export function writeChangedCopy(
  changed: string,
  bytes: Buffer,
  { copy, workTree, oidBytes }: { copy: string; workTree: string; oidBytes: number },
): void {
  const { atimeMs, mtimeMs, mode } = statSync(copy);
  writeFileSync(changed, bytes);
  chmodSync(changed, mode);
  // The file is there before: by the clock of this process it could seem newer than what is saved after it.
  const isTimely = areRacyFilesClean(workTree, bytes, Math.floor(mtimeMs / 1_000), oidBytes);
  if (!isTimely) utimesSync(changed, atimeMs / 1_000, Math.floor(mtimeMs) / 1_000);
}

/** Flushes a file to the disk. */
export function flushFile(file: string): void {
  const descriptor = openSync(file, 'r');
  try {
    fsyncSync(descriptor);
    faultPoint('landing:index-flushed');
  } finally {
    closeSync(descriptor);
  }
}

/**
 * Brings what an index knows of the paths' files up to date where the contents are the same; other entries stay. Filters may be
 * asked by it.
 */
export async function refreshIndex(
  workTree: string,
  indexFile: string,
  paths: readonly string[],
  env: Record<string, string>,
  run: typeof runGit = runGit,
): Promise<void> {
  if (paths.length === 0) return;
  const add = ['--literal-pathspecs', 'add', '--refresh', '--pathspec-from-file=-', '--pathspec-file-nul'];
  // The exit status is not asked for: whoever needs the files clean finds out from git later.
  await run(workTree, add, {
    input: paths.join('\0'),
    env: { ...env, GIT_INDEX_FILE: indexFile },
    writes: true,
  });
  faultPoint('landing:copy-refreshed');
}
