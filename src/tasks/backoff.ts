const FIRST_MS = 60_000;
const LONGEST_MS = 60 * 60_000;

/**
 * Milliseconds to wait before a run is tried again whose daemon died `deaths` times in a row in the same step. The
 * first death is taken for an accident (a reboot, a full disk) and costs nothing.
 */
export function backoffAfterDeaths(deaths: number): number {
  if (deaths < 2) return 0;
  return Math.min(LONGEST_MS, FIRST_MS * 2 ** (deaths - 2));
}
