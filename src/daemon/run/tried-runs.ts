import type { RunStep } from '../../tasks/run-record.ts';

/** A run in the state in which it is taken up. */
interface Attempt {
  runId: string;
  step?: RunStep | undefined;
  /** Names the work that was verified last. */
  patch?: string | undefined;
}

/**
 * Runs taken up since the world last changed, each with the step it was in and the work it had verified: one that still cannot
 * land is left until something happens, one that has come elsewhere is not.
 */
export interface TriedRuns {
  has(attempt: Attempt): boolean;
  add(attempt: Attempt): void;
  /** With `asked`, what holds runs back is to be found out anew too. */
  clear(asked?: 'asked'): void;
  /** Notes that a try of this process has found a run held back. */
  findHeld(runId: string): void;
  /**
   * Whether a try of this process has found it held back, and nobody has asked since: nothing may change with each of the tries
   * that are made in vain.
   */
  isFoundHeld(runId: string): boolean;
}

export function createTriedRuns(): TriedRuns {
  const tried = new Set<string>();
  const held = new Set<string>();
  const nameAttempt = ({ runId, step, patch }: Attempt): string => [runId, step, patch].join(' ');
  return {
    has: (attempt) => tried.has(nameAttempt(attempt)),
    add: (attempt) => void tried.add(nameAttempt(attempt)),
    clear(asked) {
      tried.clear();
      if (asked !== undefined) held.clear();
    },
    findHeld: (runId) => void held.add(runId),
    isFoundHeld: (runId) => held.has(runId),
  };
}
