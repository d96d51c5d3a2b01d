import { closeSync, fdatasync, fstatSync, mkdirSync, openSync, readSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { errorCode } from '../errors.ts';
import { faultPoint } from '../fault-point.ts';
import { checkShape } from '../schema.ts';
import { type CallLine, callLineSchema } from '../tasks/call-line.ts';
import type { CallTotals } from '../tasks/call-totals.ts';
import { CALLS_FOLDER, chooseDayFile } from './call-files.ts';
import { type CallReader, readCalls } from './read-calls.ts';

const sync = promisify(fdatasync);

/** The calls of backends in one repository: who asked for them, what they took and how they ended. */
export interface CallLedger extends CallReader {
  /** Adds a line; it is on disk once this resolves. Throws when it cannot be written: what cannot be counted must not go on. */
  append(line: CallLine): Promise<void>;
  /**
   * The same of what has happened already and is counted however late: where it cannot be written now, this throws as well,
   * and the line goes in before the next one of this process.
   */
  note(line: CallLine): Promise<void>;
  /** Writes what could not be written when it was noted. Throws as `append` does. */
  writeLate(): Promise<void>;
  /**
   * Adds the line that starts a call and answers what `judge` says of the totals up to that line. Lines of all processes
   * have one order, so of several that want the last of what a cap allows, one gets it. Throws as `append` does.
   */
  claim<T>(line: Started, judge: (totals: CallTotals) => T): Promise<T>;
}

type Started = Extract<CallLine, { type: 'started' }>;

/**
 * Opens the ledger in the folder of the records. It is one file for each UTC day, of one JSON document a line. Any
 * process may append: each line is one write to the end of the file. Reading goes on where the last reading ended, so
 * its cost is that of what is new.
 */
export function openCallLedger(recordsFolder: string): CallLedger {
  const folder = join(recordsFolder, CALLS_FOLDER);
  const reader = readCalls(recordsFolder, understandLine);
  /** Writes the line, and has it on disk once the promise it returns resolves. */
  const write = (line: CallLine): Promise<void> => {
    ensureCalls(folder);
    const name = chooseDayFile(folder, line.at.slice(0, 10));
    const descriptor = openSync(join(folder, name), 'a+', 0o600);
    try {
      const text = `${isTorn(descriptor) ? '\n' : ''}${JSON.stringify(line)}\n`;
      writeWhole(descriptor, Buffer.from(text));
      faultPoint('call-ledger:written');
    } catch (error) {
      closeSync(descriptor);
      throw error;
    }
    return sync(descriptor)
      .then(() => faultPoint('call-ledger:synced'))
      .finally(() => closeSync(descriptor));
  };

  const late: CallLine[] = [];
  /** Writes what is late and then these, in the same turn. */
  const writeAll = async (...lines: CallLine[]): Promise<void> => {
    const synced: Promise<void>[] = [];
    try {
      for (; late[0] !== undefined; late.shift()) synced.push(write(late[0]));
      for (const line of lines) synced.push(write(line));
    } finally {
      await Promise.all(synced);
    }
  };

  return {
    ...reader,
    append: (line) => writeAll(line),
    async note(line) {
      late.push(line);
      await writeAll();
    },
    writeLate: () => writeAll(),
    async claim(line, judge) {
      const synced = writeAll(line);
      let judged: { said: ReturnType<typeof judge> } | undefined;
      let failed: { error: unknown } | undefined;
      try {
        // In the same turn as the writing: no other reading of this process can come in between and pass the line by.
        reader.read((known, totals) => {
          if (known.type === 'started' && known.call === line.call) judged = { said: judge(totals) };
        });
      } catch (error) {
        failed = { error };
      }
      await synced;
      if (failed !== undefined) throw failed.error;
      if (judged === undefined) throw new Error(`the call ${line.call} is not in its ledger`);
      return judged.said;
    },
  };
}

/** What a line says, or undefined when it is no line of this ledger. */
export function understandLine(line: string): CallLine | undefined {
  try {
    const checked = checkShape(callLineSchema, JSON.parse(line));
    return checked.ok ? checked.value : undefined;
  } catch {
    return undefined;
  }
}

/** Makes the folder, and none above it: where a repository was until it was moved or removed, no rest of one may appear. */
function ensureCalls(folder: string): void {
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error;
  }
}

/** A line that a crash or a full disk cut off must not swallow the one after it. */
function isTorn(descriptor: number): boolean {
  const { size } = fstatSync(descriptor);
  if (size === 0) return false;
  const last = Buffer.alloc(1);
  readSync(descriptor, last, 0, 1, size - 1);
  return last[0] !== 0x0a;
}

/** One write, so that lines of processes that append at once do not mix; what a full disk cuts short is an error. */
function writeWhole(descriptor: number, bytes: Buffer): void {
  const written = writeSync(descriptor, bytes);
  if (written === bytes.length) return;
  const cut = new Error(`only ${written} of ${bytes.length} bytes could be written`);
  throw Object.assign(cut, { code: 'ENOSPC' });
}
