import type { OpenCall } from './call-totals.ts';

/** How often a call that goes on is said to go on: what a crash can hide of its time. */
export const BEAT_MS = 30_000;

/** What whoever finds a call open can know of it. */
export interface FoundCall {
  nowMs: number;
  /** True when a process of it still ran. */
  wasRunning: boolean;
  /** The longest that a call of its backend may take. */
  longestMs: number;
}

/**
 * How long a call took whose planex died before it could tell, in milliseconds: what cannot be known counts, so that no
 * number of deaths makes time free. One that still ran took all the time until now, but is not charged for more than it
 * may take: the machine may have slept. Of one that had ended it is known that it lived at its last sign of life, and the
 * next would have come within a beat.
 */
export function countLostMs(
  { startedAt, countedMs }: Pick<OpenCall, 'startedAt' | 'countedMs'>,
  { nowMs, wasRunning, longestMs }: FoundCall,
): number {
  const beatMs = countedMs + BEAT_MS;
  const mostMs = wasRunning ? Math.max(longestMs, beatMs) : beatMs;
  return Math.max(countedMs, Math.min(nowMs - Date.parse(startedAt), mostMs));
}
