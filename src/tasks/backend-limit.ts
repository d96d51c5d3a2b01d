import { quoteId } from './quote-id.ts';
import type { Reason } from './reason.ts';

const FIRST_MS = 60_000;
const FIRST_TOLD_MS = 1_000;
const LONGEST_MS = 60 * 60_000;

/** A limit that a backend has hit. */
export interface HitLimit {
  /** ISO 8601. */
  since: string;
  /** When it was last hit (ISO 8601): a call that had begun before says nothing of it. */
  hitAt: string;
  /** When the next call may try (ISO 8601): as the backend said, else after a wait that doubles. */
  until: string;
  /** Whether `until` is the backend's own word. */
  told: boolean;
  /** Calls in a row that hit it. */
  hits: number;
}

/** The limit after one more call has hit it. */
export function limitAfter(
  before: HitLimit | undefined,
  { at, resetAt }: { at: string; resetAt?: string | undefined },
): HitLimit {
  const hits = (before?.hits ?? 0) + 1;
  const atMs = Date.parse(at);
  const wait = (firstMs: number): number => atMs + Math.min(LONGEST_MS, firstMs * 2 ** (hits - 1));
  const told = resetAt !== undefined && Date.parse(resetAt) > atMs;
  // A backend that names a moment each time, and hits again each time, is asked more and more seldom all the same.
  const untilMs = told ? Math.max(Date.parse(resetAt), wait(FIRST_TOLD_MS)) : wait(FIRST_MS);
  return { since: before?.since ?? at, hitAt: at, until: new Date(untilMs).toISOString(), told, hits };
}

/** The limit once a person has said that it need not be waited for: the next call finds out. */
export function liftedAt(limit: HitLimit, at: string): HitLimit {
  return limit.until <= at ? limit : { ...limit, until: at };
}

/**
 * Whether a limit has still to be waited for. One that was hit later than it is now was hit while the clock was ahead: how long
 * planex leaves the backend alone by itself counts from that wrong time, so the next call finds out.
 */
export function isLimited({ hitAt, until, told }: HitLimit, nowMs: number): boolean {
  const wasAhead = Date.parse(hitAt) > nowMs + FIRST_MS;
  return Date.parse(until) > nowMs && (told || !wasAhead);
}

/** The backends that the name of a task's backend stands for: two that answer side by side are joined by `+`. */
export function splitBackends(name: string): string[] {
  return name.split('+');
}

/*
 *           call hits the limit        until, or a person says so   one call goes out
 *   free ───────────────────────▶ limited ─────────▶ on probation ────────────────────▶ free, when it gets through
 *                                     ▲                                │
 *                                     └──────── it hits the limit ─────┘
 */

/** Why a task of a backend has to wait, as told by the backend's limit; `probing` says that its one call is out. */
export function findLimitHold(
  backend: string,
  limit: HitLimit | undefined,
  nowMs: number,
  probing: boolean,
): Reason | undefined {
  if (limit === undefined) return undefined;
  if (isLimited(limit, nowMs)) {
    const how = limit.told ? '' : ' and did not say for how long, so it is left alone';
    return {
      code: 'rate-limited',
      message: `${backend} has hit its rate limit${how}`,
      until: limit.until,
      action: `planex unpause ${quoteId(backend)}, if you know that it is lifted`,
    };
  }
  if (!probing) return undefined;
  return {
    code: 'rate-limited',
    message: `${backend} had hit its rate limit; one task goes first to see whether it is lifted`,
    until: new Date(nowMs + FIRST_MS).toISOString(),
  };
}

/** The backends whose limit may be lifted by now. */
export function listOnProbation(
  { backends }: { backends: Readonly<Record<string, { limit?: HitLimit }>> },
  nowMs: number,
): Set<string> {
  const entries = Object.entries(backends);
  return new Set(
    entries.flatMap(([name, { limit }]) => (limit !== undefined && !isLimited(limit, nowMs) ? [name] : [])),
  );
}
