import type { TaskView } from '../../daemon/look/status-view.ts';

/** What Git does by itself is over by then; what is still there a person has to end, in milliseconds. */
const LONGEST_MS = 30_000;

/** Tells an operation of Git that passes, or its lock, from one that was left in the middle: only time does. */
export interface PassingHolds {
  /** Ids of the tasks that wait for one that may pass by itself. */
  list(tasks: readonly TaskView[], nowMs: number): ReadonlySet<string>;
}

/** Begins to watch: what is there now may have begun long ago, and is given the same time. */
export function watchPassingHolds(): PassingHolds {
  let since = new Map<string, number>();
  return {
    list(tasks, nowMs) {
      // A landing that is tried again is held by the same until it has come through.
      const held = tasks.filter(
        ({ id, status, reason }) =>
          reason?.code === 'operation-in-progress' || (status === 'landing' && since.has(id)),
      );
      since = new Map(held.map(({ id }) => [id, since.get(id) ?? nowMs]));
      return new Set([...since].flatMap(([id, at]) => (nowMs - at < LONGEST_MS ? [id] : [])));
    },
  };
}
