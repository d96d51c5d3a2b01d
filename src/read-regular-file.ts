import { type Stats, readFileSync, statSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';

/** The largest file that planex reads whole of what a repository brings, in bytes. */
const LARGEST = 64_000_000;

/**
 * The bytes of a file of a repository. Throws for what is no regular file, or is larger than any that is meant to be read:
 * a link to a device has no end.
 */
export async function readRegularFile(path: string): Promise<Buffer> {
  requireRegular(path, await stat(path));
  return readFile(path);
}

/** The same where nothing may happen in between. */
export function readRegularFileNow(path: string): Buffer {
  requireRegular(path, statSync(path));
  return readFileSync(path);
}

/** Throws for what is no regular file, or is larger than any that is meant to be read. */
export function requireRegular(path: string, stats: Stats): void {
  if (!stats.isFile()) throw new Error(`${path} is no file`);
  if (stats.size > LARGEST) throw new Error(`${path} is too large to be read (${stats.size} bytes)`);
}
