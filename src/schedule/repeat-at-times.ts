/** A clock that was set is noticed within this time. */
const LONGEST_SLEEP_MS = 15_000;

/**
 * Calls `run` whenever the time that `nextTime` gave has come, until the returned function is called. However many times
 * a clock leaps over when it is set forward, one run is due; when it is set back, the next is due by the new time.
 */
export function repeatAtTimes(nextTime: () => Date, run: () => void): () => void {
  let dueAt = nextTime().getTime();
  let timer: NodeJS.Timeout;
  const sleep = (): void => {
    timer = setTimeout(wake, Math.min(LONGEST_SLEEP_MS, Math.max(0, dueAt - Date.now())));
  };
  const wake = (): void => {
    const isDue = Date.now() >= dueAt;
    const next = nextTime().getTime();
    dueAt = isDue ? next : Math.min(dueAt, next);
    if (isDue) run();
    sleep();
  };
  sleep();
  return () => clearTimeout(timer);
}
