import type { ReasonCode } from '../tasks/reason.ts';
import type { Verdict } from '../tasks/reconcile.ts';
import type { Look } from './look/look.ts';

/** What changes without an event that planex hears of: the user's tree, index and branches, tools, the clock. */
const UNWATCHED: ReadonlySet<ReasonCode> = new Set([
  'dirty-paths',
  'operation-in-progress',
  'commit-in-progress',
  'wrong-branch',
  'shallow',
  'removed-by-user',
  'not-admitted',
  'backend-missing',
  'auth',
  'internal',
]);

/** Whether a task waits for something of which no event tells. */
export function waitsOnSomethingUnwatched({ status, reason }: Verdict): boolean {
  return (status === 'waiting' || status === 'pending') && reason !== undefined && UNWATCHED.has(reason.code);
}

/** Waits out a time that planex itself has set: nobody else has to do anything. */
export function backsOff({ reason }: Verdict): boolean {
  return reason?.code === 'internal' && reason.until !== undefined;
}

/** Milliseconds until the first wait ends whose end is known. */
export function untilNextEnd({ decision, observation }: Look): number | undefined {
  const ends = decision.verdicts.flatMap(({ reason }) =>
    reason?.until === undefined ? [] : [Date.parse(reason.until) - observation.world.nowMs],
  );
  return ends.length === 0 ? undefined : Math.min(...ends);
}
