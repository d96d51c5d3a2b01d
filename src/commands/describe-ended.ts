import type { EndedRunsOfPlan } from '../daemon/run/end-runs-of.ts';
import { quoteId } from '../tasks/quote-id.ts';

/** What became of the runs of a file that may not run any more, a line for each. */
export function describeEnded({ ended, landed }: EndedRunsOfPlan): string[] {
  return [
    ...ended.map((task) => `ended the run of ${task}`),
    ...landed.map(
      (task) => `${task} was just landing, and is done: planex undo ${quoteId(task)} takes it back`,
    ),
  ];
}
