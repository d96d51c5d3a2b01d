import { OperatorError } from '../errors.ts';
import { findRunAbove } from '../executors/find-run-above.ts';

/** Refuses what is a person's to say where it is said from within a run of planex. Throws `OperatorError`. */
export function requirePerson(what: string): void {
  const run = findRunAbove();
  if (run === undefined) return;
  throw new OperatorError(`${what} is for a person to say, and this is a part of the run ${run}`, {
    todo: 'report what is needed as a question: the task waits for the answer then',
  });
}
