const FIRST_MS = 250;
const LONGEST_MS = 15_000;
/** A timer of Node takes no more than 2^31 ms. */
const MOST_MS = 24 * 60 * 60_000;

/** A timer for looking again at what waits on something outside: soon at first, then less and less often. */
export interface Recheck {
  later(): void;
  /** Looks once more after this many milliseconds, in place of the last such wish. */
  after(waitMs: number): void;
  /** Something happened: start again with short waits. */
  reset(): void;
  stop(): void;
}

/** Makes a recheck timer that calls `look`; waits grow from 250 ms to 15 s. */
export function createRecheck(look: () => void): Recheck {
  let waitMs = FIRST_MS;
  let timer: NodeJS.Timeout | undefined;
  let wish: NodeJS.Timeout | undefined;
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
    after(inMs) {
      clearTimeout(wish);
      if (!stopped) wish = setTimeout(look, Math.min(MOST_MS, Math.max(FIRST_MS, inMs)));
    },
    reset() {
      waitMs = FIRST_MS;
    },
    stop() {
      stopped = true;
      clearTimeout(timer);
      clearTimeout(wish);
    },
  };
}
