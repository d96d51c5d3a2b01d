import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { errorCode } from '../errors.ts';
import type { CallLine } from '../tasks/call-line.ts';
import { addCallLine, type CallTotals, NO_CALLS } from '../tasks/call-totals.ts';
import { CALLS_FOLDER, dayOf, listCallFiles, readFrom, sumFiles } from './call-files.ts';

/** Adds up the ledger of calls, and goes on with what is new each time it is asked. */
export interface CallReader {
  /** The same object each time: it changes with later readings. `onLine` sees the totals right after each line that is new. */
  read(onLine?: OnLine): CallTotals;
  /** Lines that could not be understood so far: cut off by a crash, or damaged. */
  countSpoilt(): number;
}

type OnLine = (line: CallLine, totals: CallTotals) => void;

const MOST_TRIES = 5;

/** How much is read: not the spend of single tasks and plans of summed-up days; only the days up to one. */
export interface CallRange {
  backendsOnly?: boolean;
  until?: string;
}

/** Reads the ledger. `understand` turns a line into what it says, or undefined. */
export function readCalls(
  recordsFolder: string,
  understand: (line: string) => CallLine | undefined,
  range: CallRange = {},
): CallReader {
  const folder = join(recordsFolder, CALLS_FOLDER);
  const offsets = new Map<string, number>();
  let totals: CallTotals | undefined;
  let spoilt = 0;

  const readDay = (sums: CallTotals, name: string, onLine: OnLine): void => {
    const offset = offsets.get(name) ?? 0;
    const bytes = readFrom(join(folder, name), offset);
    // A line without its end may still be on its way.
    const whole = bytes.lastIndexOf(0x0a) + 1;
    offsets.set(name, offset + whole);
    for (const line of bytes.toString('utf8', 0, whole).split('\n')) {
      if (line === '') continue;
      const known = understand(line);
      if (known === undefined) {
        spoilt += 1;
        continue;
      }
      addCallLine(sums, known);
      onLine(known, sums);
    }
  };
  const readOn = (onLine: OnLine): CallTotals => {
    const { days, summedUntil } = listCallFiles(folder);
    totals ??= summedUntil === undefined ? NO_CALLS() : readSums(folder, summedUntil, range);
    for (const name of days) {
      if (range.until === undefined || dayOf(name) <= range.until) readDay(totals, name, onLine);
    }
    return totals;
  };

  return {
    read(onLine = () => undefined) {
      for (let tries = 1; ; tries += 1) {
        try {
          return readOn(onLine);
        } catch (error) {
          // Days were summed up while they were being read.
          if (errorCode(error) !== 'ENOENT' || tries === MOST_TRIES) throw error;
          totals = undefined;
          offsets.clear();
          spoilt = 0;
        }
      }
    },
    countSpoilt: () => spoilt,
  };
}

function readSums(folder: string, until: string, range: CallRange): CallTotals {
  const files = sumFiles(folder, until);
  const sums = JSON.parse(readFileSync(files.totals, 'utf8'));
  const spend = range.backendsOnly === true ? {} : JSON.parse(readFileSync(files.spend, 'utf8'));
  return { ...NO_CALLS(), ...sums, ...spend };
}
