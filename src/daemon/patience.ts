import { setTimeout as sleep } from 'node:timers/promises';

/** A commit of the user's takes some ten milliseconds, and one after the other leaves little more in between. */
const PAUSE_MS = 20;
const FIRST_MS = 2_000;
/** A lock that nobody gives back is not to be tried at all day long. */
const AGAIN_MS = 500;

/**
 * Makes the function that waits a moment for somebody who is about to be done. It resolves to false once that has taken
 * too long in all, sooner for a run that has waited before, or when the signal fires. Who gives up a work tree at the
 * first refusal comes back too late each time. What was tried before the time was up may have seen somebody who is done by
 * now, however long it took itself: there is always one try after it.
 */
export function createPatience(signal: AbortSignal, hasWaited: boolean): () => Promise<boolean> {
  let endsAt: number | undefined;
  let triedAt = Number.NEGATIVE_INFINITY;
  return async () => {
    endsAt ??= performance.now() + (hasWaited ? AGAIN_MS : FIRST_MS);
    if (triedAt >= endsAt || signal.aborted) return false;
    await sleep(PAUSE_MS);
    triedAt = performance.now();
    return !signal.aborted;
  };
}
