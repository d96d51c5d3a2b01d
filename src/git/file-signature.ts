import { type BigIntStats, lstatSync, readdirSync, readFileSync } from 'node:fs';
import { errorCode } from '../errors.ts';

/** Two changes within one tick of the file system's clock look like one: what is younger than this is read as well. */
const YOUNG_MS = 2_000;
/** Of what is young, more than so many bytes is not read. */
const MOST_YOUNG_BYTES = 64 * 1024;

/**
 * How these files and folders stand on disk, the missing ones too, as one text that changes with any of them: a folder
 * stands for the names in it. Undefined while a large one is too young to tell, and where one cannot be looked at.
 */
export function signFiles(paths: readonly string[], nowMs: number = Date.now()): string | undefined {
  const before = BigInt(nowMs - YOUNG_MS) * 1_000_000n;
  const lines: string[] = [];
  for (const path of paths) {
    const stats = lookAt(path);
    if (stats === 'hidden') return undefined;
    if (stats === 'missing') {
      lines.push(`${path} -`);
      continue;
    }
    const line = `${path} ${stats.ino}:${stats.size}:${stats.mtimeNs}:${stats.ctimeNs}`;
    const content = stats.ctimeNs > before ? readYoung(path, stats) : '';
    if (content === undefined) return undefined;
    lines.push(`${line}${content}`);
  }
  return lines.join('\n');
}

function lookAt(path: string): BigIntStats | 'missing' | 'hidden' {
  try {
    return lstatSync(path, { bigint: true });
  } catch (error) {
    if (errorCode(error) === undefined) throw error;
    // ENOTDIR: a file stands where a folder above would be.
    return ['ENOENT', 'ENOTDIR'].includes(errorCode(error) ?? '') ? 'missing' : 'hidden';
  }
}

function readYoung(path: string, stats: BigIntStats): string | undefined {
  try {
    if (stats.isDirectory()) return JSON.stringify(readdirSync(path).sort());
    if (!stats.isFile() || stats.size > MOST_YOUNG_BYTES) return undefined;
    return JSON.stringify(readFileSync(path, 'latin1'));
  } catch (error) {
    if (errorCode(error) === undefined) throw error;
    return undefined;
  }
}
