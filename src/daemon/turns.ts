/** Does work on something when its turn has come; how one ends is nothing to the next. */
export type InTurn = <T>(of: object, work: () => Promise<T>) => Promise<T>;

/** Makes turns that are kept for each object: one at a time, in the order in which they come. */
export function createTurns(): InTurn {
  const last = new WeakMap<object, Promise<unknown>>();
  return (of, work) => {
    const done = (last.get(of) ?? Promise.resolve()).then(work);
    last.set(
      of,
      done.catch(() => undefined),
    );
    return done;
  };
}
