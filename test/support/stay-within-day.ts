import { setTimeout as sleep } from 'node:timers/promises';

const DAY_MS = 24 * 60 * 60_000;
/** Longer than a test takes, and shorter than it may. */
const LONGEST_MS = 150_000;

/** Resolves when no new day (UTC) will begin in the middle of a test: what is counted by the day would begin anew there. */
export async function stayWithinDay(): Promise<void> {
  const leftMs = DAY_MS - (Date.now() % DAY_MS);
  if (leftMs < LONGEST_MS) await sleep(leftMs + 1);
}
