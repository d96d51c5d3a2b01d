import type { Reason } from '../../tasks/reason.ts';
import { isHeld } from '../../tasks/reconcile.ts';
import type { Look } from './look.ts';

/** Why a task does not run now, be it for a time; undefined where it does, or is done. */
export function findHeld({ decision }: Look, taskId: string): Reason | undefined {
  const verdict = decision.verdicts.find((one) => one.taskId === taskId);
  return verdict !== undefined && isHeld(verdict) ? verdict.reason : undefined;
}
