/** Does work on something when its turn has come; how one ends is nothing to the next. */
export type InTurn<K> = <T>(of: K, work: () => Promise<T>) => Promise<T>;

/** Makes turns that are kept for each key, an object or a name: one at a time, in the order in which they come. */
export function createTurns<K = object>(): InTurn<K> {
  const last = new Map<K, Promise<unknown>>();
  return (of, work) => {
    const done = (last.get(of) ?? Promise.resolve()).then(work);
    const settled = done
      .catch(() => undefined)
      .finally(() => {
        if (last.get(of) === settled) last.delete(of);
      });
    last.set(of, settled);
    return done;
  };
}
