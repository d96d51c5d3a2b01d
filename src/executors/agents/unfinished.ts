import type { ProcessExit } from '../process-exit.ts';
import type { FailureClass } from './agent.ts';

/** A failure and its words. */
export interface Unfinished {
  failure: FailureClass;
  message: string;
}

/** What became of a CLI that never said how it went, by how its process ended. */
export function describeUnfinished(exit: ProcessExit): Unfinished {
  switch (exit.kind) {
    case 'not-started':
      return { failure: 'missing', message: `could not be started: ${exit.message}` };
    case 'timed-out': {
      const seconds = Math.round(exit.afterMs / 1000);
      const why = exit.limit === 'wall-clock' ? 'took too long' : 'said nothing for too long';
      return { failure: 'timeout', message: `${why} and was ended after ${seconds} s` };
    }
    case 'stopped':
      return { failure: 'cut-off', message: 'was stopped before it ended' };
    case 'signalled':
      return { failure: 'cut-off', message: `was ended by ${exit.signal} before it said how it went` };
    case 'exited':
      return {
        failure: 'cut-off',
        message: `ended with exit status ${exit.code} before it said how it went`,
      };
  }
}
