/** Does one piece of work again and again, when asked to and never twice at once. */
export interface Waker {
  /** Asks for the work to be done in so many milliseconds; the earliest wish counts, also while it is being done. */
  wakeIn(delayMs: number): void;
  /** True when the work is asked for (again). */
  isAsked(): boolean;
  /** Starts nothing more and resolves when the work under way has ended. */
  close(): Promise<void>;
}

/** Makes a waker that does nothing until it is asked. The work must not throw. */
export function makeWaker(work: () => Promise<void>): Waker {
  let wakeAt = Number.POSITIVE_INFINITY;
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | undefined;
  let closed = false;

  const setTimer = (): void => {
    clearTimeout(timer);
    if (closed || running !== undefined || wakeAt === Number.POSITIVE_INFINITY) return;
    timer = setTimeout(start, Math.max(0, wakeAt - performance.now()));
  };
  const start = (): void => {
    wakeAt = Number.POSITIVE_INFINITY;
    running = work().finally(() => {
      running = undefined;
      setTimer();
    });
  };

  return {
    wakeIn(delayMs) {
      wakeAt = Math.min(wakeAt, performance.now() + delayMs);
      setTimer();
    },
    isAsked: () => wakeAt !== Number.POSITIVE_INFINITY,
    async close() {
      closed = true;
      clearTimeout(timer);
      await running;
    },
  };
}
