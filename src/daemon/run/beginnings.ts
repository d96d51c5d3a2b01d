/** Keeps what begins runs and what holds work up apart: a run that is just being claimed is in no list of runs yet. */
export interface Beginnings {
  /** Begins to watch; the answer tells whether anything was held up since. */
  watch(): () => boolean;
  /** Begins something that was decided on before; false when it is overruled by then, and nothing was begun. */
  begin(isOverruled: () => boolean, work: () => Promise<void>): Promise<boolean>;
  /** Does what a word that holds work up leads to: nothing begins meanwhile. */
  holdUp<T>(work: () => Promise<T>): Promise<T>;
}

/** One at a time, in the order in which they come. */
export function createBeginnings(): Beginnings {
  let last: Promise<unknown> = Promise.resolve();
  let words = 0;
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const done = last.then(work);
    last = done.catch(() => undefined);
    return done;
  };
  return {
    watch() {
      const before = words;
      return () => words !== before;
    },
    begin: (isOverruled, work) =>
      inTurn(async () => {
        if (isOverruled()) return false;
        await work();
        return true;
      }),
    holdUp: (work) => inTurn(work).finally(() => (words += 1)),
  };
}
