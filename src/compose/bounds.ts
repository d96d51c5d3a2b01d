import type { Settings } from '../config/settings.ts';
import type { ExecutionRequest } from '../daemon/execution.ts';
import { type Cap, findBudgetHold, findDayHold, remainingDayMs, remainingWallMs } from '../tasks/budget.ts';
import type { CallTotals } from '../tasks/call-totals.ts';
import type { Reason } from '../tasks/reason.ts';

/** On whose account a call goes, and what bounds it. */
export interface Bounds {
  /** Absent where no task pays for it. */
  of?: { task: string; digest: string; artifact: string; run: string };
  /** Why a call that is counted already may not go out. */
  findRefusal(totals: CallTotals): Reason | undefined;
  /** Why a call that is under way may take no more. */
  findHold(totals: CallTotals): Reason | undefined;
  /** Milliseconds until the caps on time are reached. */
  remainingMs: number;
}

/** A task pays: its own caps, those of its plan and those of the day count. */
export function boundByTask(
  totals: CallTotals,
  settings: Settings,
  { task, record, runId }: Pick<ExecutionRequest, 'task' | 'record' | 'runId'>,
): Bounds {
  const { id: taskId, digest, artifactPath } = task;
  const spender = { taskId, digest, artifactPath, forgiven: record?.forgiven };
  const { budget } = settings;
  const { task: ofTask, plan, day } = budget;
  const underWay = { task: allowed(ofTask), plan: allowed(plan), day: allowed(day) };
  return {
    of: { task: taskId, digest, artifact: artifactPath, run: runId },
    findRefusal: (now) => findBudgetHold(now, budget, spender, Date.now(), 0),
    findHold: (now) => findBudgetHold(now, underWay, spender, Date.now()),
    remainingMs: remainingWallMs(totals, budget, spender, Date.now()),
  };
}

/** No task pays: only the caps of the day count. */
export function boundByDay(totals: CallTotals, { budget: { day } }: Settings): Bounds {
  return {
    findRefusal: (now) => findDayHold(now, day, Date.now(), 0),
    findHold: (now) => findDayHold(now, allowed(day), Date.now()),
    remainingMs: remainingDayMs(totals, day, Date.now()),
  };
}

/** The call under way is one of those that were allowed: the cap on their number is asked before a call, not during it. */
function allowed(cap: Cap): Cap {
  return { ...cap, calls: Infinity };
}
