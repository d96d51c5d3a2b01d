import { closeSync, openSync, readdirSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { errorCode } from '../errors.ts';

/** Folder of the ledger of calls below the folder of the records. */
export const CALLS_FOLDER = 'calls';

const DAY_FILE = /^\d{4}-\d\d-\d\d\.jsonl$/;
const TOTALS_FILE = /^totals-(\d{4}-\d\d-\d\d)\.json$/;

/** What lies in the folder: files of single days, oldest first, and the last day that is summed up, if any is. */
export function listCallFiles(folder: string): { days: string[]; summedUntil: string | undefined } {
  const names = readNames(folder);
  const summedUntil = names
    .flatMap((name) => TOTALS_FILE.exec(name)?.[1] ?? [])
    .sort()
    .at(-1);
  const days = names.filter((name) => DAY_FILE.test(name) && dayOf(name) > (summedUntil ?? '')).sort();
  return { days, summedUntil };
}

/** The UTC day that a file of the ledger is of. */
export function dayOf(name: string): string {
  return name.slice(0, 10);
}

/**
 * The file that a line of this day goes to: never one that is summed up already, and never one before the newest, so
 * that a clock that was set back hides nothing.
 */
export function chooseDayFile(folder: string, today: string): string {
  const { days, summedUntil } = listCallFiles(folder);
  const newest = days.at(-1);
  if (newest !== undefined && dayOf(newest) > today) return newest;
  if (summedUntil !== undefined && summedUntil >= today) return `${dayAfter(summedUntil)}.jsonl`;
  return `${today}.jsonl`;
}

/** The bytes of a file from an offset on, as far as they are there now. */
export function readFrom(path: string, offset: number): Buffer {
  const { size } = statSync(path);
  if (size <= offset) return Buffer.alloc(0);
  const descriptor = openSync(path, 'r');
  try {
    const bytes = Buffer.alloc(size - offset);
    let filled = 0;
    while (filled < bytes.length) {
      const count = readSync(descriptor, bytes, filled, bytes.length - filled, offset + filled);
      if (count === 0) break;
      filled += count;
    }
    return bytes.subarray(0, filled);
  } finally {
    closeSync(descriptor);
  }
}

/** Names of the files with the sums of all days up to this one. */
export function sumFiles(folder: string, until: string): { totals: string; spend: string } {
  return { totals: join(folder, `totals-${until}.json`), spend: join(folder, `spend-${until}.json`) };
}

function dayAfter(day: string): string {
  return new Date(Date.parse(day) + 24 * 60 * 60_000).toISOString().slice(0, 10);
}

function readNames(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  }
}
