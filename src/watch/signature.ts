import type { BigIntStats } from 'node:fs';

/** Changes with every write, replacement or touch of a file. */
export function signFile(stats: BigIntStats): string {
  // Joined it is one text in memory; one is kept for each file.
  return [stats.ino, stats.size, stats.mtimeNs, stats.ctimeNs].join(':');
}

/** Tells a file or folder from one made later in its place: inode numbers are used again, so the time of birth belongs to it. */
export function identifyEntry(stats: BigIntStats): string {
  return `${stats.dev}:${stats.ino}:${stats.birthtimeNs}`;
}
