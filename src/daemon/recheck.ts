const FIRST_MS = 250;
const LONGEST_MS = 15_000;

/** A timer for looking again at what waits on something outside: soon at first, then less and less often. */
export interface Recheck {
  later(): void;
  /** Something happened: start again with short waits. */
  reset(): void;
  stop(): void;
}

/** Makes a recheck timer that calls `look`; waits grow from 250 ms to 15 s. */
export function createRecheck(look: () => void): Recheck {
  let waitMs = FIRST_MS;
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  return {
    later() {
      if (timer !== undefined || stopped) return;
      timer = setTimeout(() => {
        timer = undefined;
        look();
      }, waitMs);
      waitMs = Math.min(LONGEST_MS, waitMs * 2);
    },
    reset() {
      waitMs = FIRST_MS;
    },
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}
