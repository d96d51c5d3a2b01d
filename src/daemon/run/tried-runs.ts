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
  clear(): void;
}

export function createTriedRuns(): TriedRuns {
  const tried = new Set<string>();
  const nameAttempt = ({ runId, step, patch }: Attempt): string => [runId, step, patch].join(' ');
  return {
    has: (attempt) => tried.has(nameAttempt(attempt)),
    add: (attempt) => void tried.add(nameAttempt(attempt)),
    clear: () => tried.clear(),
  };
}
