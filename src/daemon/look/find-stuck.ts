import type { Reason } from '../../tasks/reason.ts';
import { isStuck } from '../../tasks/reconcile.ts';
import type { Look } from './look.ts';

/** Why a task does not go on by itself; undefined where it does, or is done. */
export function findStuck({ decision }: Look, taskId: string): Reason | undefined {
  const verdict = decision.verdicts.find((one) => one.taskId === taskId);
  return verdict !== undefined && isStuck(verdict) ? verdict.reason : undefined;
}
