import { setTimeout as sleep } from 'node:timers/promises';

/** How long others are kept waiting at the most, in milliseconds. */
const LONGEST_QUIET_MS = 100;

const quiets = new Set<Promise<unknown>>();

/**
 * Asks that planex begins no git until the function that this returns is called, or a tenth of a second is over. For the
 * instant in which the user's index is locked: a git of the user's fails at once on that lock, and each process that is
 * started meanwhile makes it last longer.
 */
export function beginQuiet(): () => void {
  let end: () => void = () => undefined;
  const over = new AbortController();
  const quiet = Promise.race([
    new Promise<void>((resolve) => (end = resolve)),
    sleep(LONGEST_QUIET_MS, undefined, { signal: over.signal }).catch(() => undefined),
  ]).finally(() => {
    quiets.delete(quiet);
    over.abort();
  });
  quiets.add(quiet);
  return end;
}

/** Resolves when nobody asks for quiet. */
export async function awaitQuietEnd(): Promise<void> {
  while (quiets.size > 0) await Promise.all(quiets);
}
