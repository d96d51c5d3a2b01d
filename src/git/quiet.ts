/** How long others are kept waiting at the most, in milliseconds. */
const LONGEST_QUIET_MS = 100;

const quiets = new Set<Promise<void>>();

/**
 * Asks that planex begins no git but for landings until the function that this returns is called, or a tenth of a second is over. For the
 * instant in which the user's index is locked: a git of the user's fails at once on that lock, and each process that is
 * started meanwhile makes it last longer.
 */
export function beginQuiet(): () => void {
  let resolveQuiet = (): void => undefined;
  const quiet = new Promise<void>((resolve) => (resolveQuiet = resolve));
  const end = (): void => {
    clearTimeout(timer);
    quiets.delete(quiet);
    resolveQuiet();
  };
  const timer = setTimeout(end, LONGEST_QUIET_MS);
  quiets.add(quiet);
  return end;
}

/** Resolves when nobody asks for quiet, or others have asked again and again for that long. */
export async function awaitQuietEnd(): Promise<void> {
  const endsAt = performance.now() + LONGEST_QUIET_MS;
  while (quiets.size > 0 && performance.now() < endsAt) await Promise.all(quiets);
}
