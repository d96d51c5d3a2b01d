import type { ExitClass } from '../../tasks/exit-class.ts';
import type { Reply } from '../calls/ask-routed.ts';
import type { StepEnd } from './refine-job.ts';

/** How long what a person mends, or what passes by itself at a time nobody knows, is waited for. */
const LOOK_AGAIN_MS = 30 * 60_000;

const PASSING: ReadonlySet<ExitClass> = new Set(['missing', 'auth', 'overloaded']);

/** Why a call that failed is no failure of the refinement, so that it waits; undefined when it is one. */
export function holdForCall(reply: Reply, background: boolean): StepEnd | undefined {
  const { backend, class: ended, reason = '', resetAt } = reply;
  const said = `${backend} (${ended}): ${reason}`;
  const again = new Date(Date.now() + LOOK_AGAIN_MS).toISOString();
  switch (ended) {
    case 'interrupted':
      return { kind: 'interrupted', reason: 'it was interrupted' };
    case 'rate-limited':
    case 'budget':
      return { kind: 'held', reason: said, until: resetAt ?? again };
    default:
      return background && PASSING.has(ended) ? { kind: 'held', reason: said, until: again } : undefined;
  }
}
