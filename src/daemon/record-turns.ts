const last = new WeakMap<object, Promise<unknown>>();

/**
 * Keeps changes of what is remembered of tasks apart from moves of records to other names: what is written to a record that
 * is just being moved would be lost. One at a time for each store, in the order in which they come.
 */
export function inTurn<T>(records: object, work: () => Promise<T>): Promise<T> {
  const done = (last.get(records) ?? Promise.resolve()).then(work);
  last.set(
    records,
    done.catch(() => undefined),
  );
  return done;
}
