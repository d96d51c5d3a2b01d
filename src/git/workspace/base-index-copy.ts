import { copyFile, stat, utimes } from 'node:fs/promises';

/**
 * Copies an index file. Git doubts entries that are as young as the index itself and compares their contents; the
 * copy must therefore not look younger than its original.
 */
export async function copyBaseIndex(from: string, to: string): Promise<void> {
  const { mtimeMs } = await stat(from);
  await copyFile(from, to);
  const seconds = Math.floor(mtimeMs) / 1000;
  await utimes(to, seconds, seconds);
}
