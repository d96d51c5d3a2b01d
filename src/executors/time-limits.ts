import type { TimeLimit } from './process-exit.ts';

/** Limits on a running process, in milliseconds; a limit that is not given does not apply. */
export interface TimeLimits {
  wallClockMs?: number;
  noOutputMs?: number;
}

/** A limit that was reached, and how long after the start. */
export interface LimitReached {
  limit: TimeLimit;
  afterMs: number;
}

const LONGEST_CHECK_MS = 1_000;
const SHORTEST_CHECK_MS = 10;

/**
 * Calls `onReached` once when a limit is reached; returns a function that stops watching. Measured with a clock that
 * only goes forward and stands still while the machine sleeps, so that neither a clock jump nor a nap ends a run.
 * `readOutputSize` returns any number that changes when output arrives, or undefined when it cannot tell for now: what
 * nobody can see is not called silent.
 */
export function watchTimeLimits(
  limits: TimeLimits,
  readOutputSize: () => number | undefined,
  onReached: (reached: LimitReached) => void,
): () => void {
  const { wallClockMs = Infinity, noOutputMs = Infinity } = limits;
  if (wallClockMs === Infinity && noOutputMs === Infinity) return () => undefined;

  const startedAt = performance.now();
  let size = readOutputSize();
  let sizeChangedAt = startedAt;
  const check = (): void => {
    const now = performance.now();
    const newSize = readOutputSize();
    if (newSize === undefined || newSize !== size) {
      size = newSize;
      sizeChangedAt = now;
    }
    const limit =
      now - startedAt >= wallClockMs
        ? 'wall-clock'
        : now - sizeChangedAt >= noOutputMs
          ? 'no-output'
          : undefined;
    if (limit === undefined) return;
    clearInterval(timer);
    onReached({ limit, afterMs: Math.round(now - startedAt) });
  };
  // One short interval instead of one long timer: `setTimeout` fires at once for anything above 24.8 days.
  const everyMs = Math.min(
    LONGEST_CHECK_MS,
    Math.max(SHORTEST_CHECK_MS, Math.min(wallClockMs, noOutputMs) / 10),
  );
  const timer = setInterval(check, everyMs);
  return () => clearInterval(timer);
}
