import { OperatorError } from '../errors.ts';
import type { Look } from './look/look.ts';

/** Those who wait until nothing is under way and nothing can be started. */
export interface QuietWaiters {
  /** Resolves to what is seen when it is quiet; throws what `tellTrouble` finds out. */
  wait(): Promise<Look>;
  tellQuiet(seen: Look): void;
  /** Tells them of an `OperatorError`, if it stays: what a mere look fails with as well, only a person can mend. */
  tellTrouble(trouble: unknown): Promise<void>;
}

/** Makes the waiting room of one loop. */
export function createQuietWaiters(look: () => Promise<Look>): QuietWaiters {
  const waiters: { resolve: (seen: Look) => void; reject: (error: OperatorError) => void }[] = [];
  return {
    wait: () => new Promise((resolve, reject) => waiters.push({ resolve, reject })),
    tellQuiet(seen) {
      for (const { resolve } of waiters.splice(0)) resolve(seen);
    },
    async tellTrouble(trouble) {
      if (!(trouble instanceof OperatorError) || waiters.length === 0) return;
      const again = await look().catch((thrown: unknown) => thrown);
      if (!(again instanceof OperatorError)) return;
      for (const { reject } of waiters.splice(0)) reject(again);
    },
  };
}
