import { quoteId } from './quote-id.ts';
import type { Reason } from './reason.ts';

/** Runs of one task within an hour, beyond which planex asks before it goes on. */
const MOST_RUNS = 10;
const WINDOW_MS = 60 * 60_000;

/**
 * Why a task that has run very often of late has to wait, or undefined. A task that edits its own text, or that somebody
 * keeps rewriting, is new each time and would otherwise be paid for without end. `runs` are ISO 8601 instants.
 */
export function findChurn(taskId: string, runs: readonly string[], nowMs: number): Reason | undefined {
  const recent = runs
    .map((at) => Date.parse(at))
    .filter((atMs) => atMs > nowMs - WINDOW_MS && atMs <= nowMs)
    .sort((a, b) => a - b);
  const oldest = recent.at(-MOST_RUNS);
  if (oldest === undefined) return undefined;
  return {
    code: 'budget',
    message: `it ran ${recent.length} times within an hour, each time with another text: something keeps changing it`,
    until: new Date(oldest + WINDOW_MS).toISOString(),
    action: `planex retry ${quoteId(taskId)}`,
  };
}

/** The instants to remember after one more run: no more than it takes to tell. */
export function rememberRun(runs: readonly string[], at: string): string[] {
  return [...runs, at].slice(-MOST_RUNS);
}
