import { createTask, validateDetailed } from 'node-cron';
import type { CronFields } from './last-occurrence.ts';
import { findNextInUtc } from './next-occurrence.ts';
import { repeatAtTimes } from './repeat-at-times.ts';

/** Something that is done at set times. */
export interface ScheduleEntry {
  name: string;
  /** Cron expression of five fields, or six with seconds first. */
  expression: string;
  /** IANA name of the time zone that the expression is read in. */
  timezone: string;
  run: () => Promise<void>;
}

/** A running schedule. */
export interface Schedule {
  /** When the entry runs next, or undefined for a name that is not scheduled. */
  next(name: string): Date | undefined;
  /** Starts nothing more and resolves when what runs has ended. */
  stop(): Promise<void>;
}

/** Reads an expression, or says what is wrong with it. Both day fields must match where both are given. */
export function parseCron(
  expression: string,
): { ok: true; value: CronFields } | { ok: false; failure: string } {
  const { fields, errors } = validateDetailed(expression);
  const [first] = errors;
  if (fields === undefined || first !== undefined) {
    return {
      ok: false,
      failure: `"${expression}" is not a cron expression (${first?.message ?? 'unknown reason'})`,
    };
  }
  const dayOfMonth = keepNumbers(fields.dayOfMonth);
  const dayOfWeek = keepNumbers(fields.dayOfWeek);
  if (dayOfMonth === undefined || dayOfWeek === undefined) {
    return { ok: false, failure: `"${expression}" uses L, W or #, which planex does not know` };
  }
  const { second, minute, hour, month } = fields;
  return { ok: true, value: { second, minute, hour, dayOfMonth, month, dayOfWeek } };
}

/** Says what is wrong with a cron expression, or undefined when nothing is. */
export function validateCron(expression: string): string | undefined {
  const parsed = parseCron(expression);
  return parsed.ok ? undefined : parsed.failure;
}

/**
 * Runs each entry at its times until stopped. An entry that still runs when its time comes is left alone, and one that
 * fails is told to `onError`. The expressions and time zones must be valid.
 */
export function startSchedule(
  entries: readonly ScheduleEntry[],
  onError: (name: string, error: unknown) => void,
): Schedule {
  const running = new Map<string, Promise<void>>();
  const tasks = new Map<string, { findNext: () => Date; end: () => void }>();
  for (const { name, expression, timezone, run } of entries) {
    const readNext = makeReader(expression, timezone);
    const findNext = (): Date => {
      const next = readNext();
      if (next === undefined) throw new Error(`"${expression}" has no next time`);
      return next;
    };
    const runOnce = (): void => {
      if (running.has(name)) return;
      const ended = run()
        .catch((error: unknown) => onError(name, error))
        .finally(() => running.delete(name));
      running.set(name, ended);
    };
    tasks.set(name, { findNext, end: repeatAtTimes(findNext, runOnce) });
  }
  return {
    next: (name) => tasks.get(name)?.findNext(),
    async stop() {
      for (const task of tasks.values()) task.end();
      tasks.clear();
      await Promise.all(running.values());
    },
  };
}

/** Makes the function that tells the next time of an expression. */
function makeReader(expression: string, timezone: string): () => Date | undefined {
  const parsed = parseCron(expression);
  // Without the library's own, which takes the tables of all time zones and languages into memory: 7 MB.
  if (timezone === 'UTC' && parsed.ok) return () => findNextInUtc(parsed.value, new Date());
  // Never started: a clock that is set makes its own timers catch up with every time in between, or wait for the old one.
  const cron = createTask(expression, ignore, { timezone, logger: SILENT });
  return () => cron.getNextRuns(1)[0];
}

const SILENT = { info: ignore, warn: ignore, error: ignore, debug: ignore };

function ignore(): void {}

function keepNumbers(values: readonly (number | string)[]): number[] | undefined {
  const numbers = values.filter((value) => typeof value === 'number');
  return numbers.length === values.length ? numbers : undefined;
}
