import { lstatSync } from 'node:fs';

/** Two changes within one tick of the file system's clock look like one, so what is younger than this is not relied on. */
const YOUNG_MS = 2_000;

/**
 * How these files and folders stand on disk, the missing ones too, as one text that changes with any of them. Undefined
 * while one of them is too young to tell.
 */
export function signFiles(paths: readonly string[], nowMs: number = Date.now()): string | undefined {
  const before = BigInt(nowMs - YOUNG_MS) * 1_000_000n;
  const lines: string[] = [];
  for (const path of paths) {
    const stats = lstatSync(path, { bigint: true, throwIfNoEntry: false });
    if (stats === undefined) lines.push(`${path} -`);
    else if (stats.ctimeNs > before) return undefined;
    else lines.push(`${path} ${stats.ino}:${stats.size}:${stats.mtimeNs}:${stats.ctimeNs}`);
  }
  return lines.join('\n');
}
