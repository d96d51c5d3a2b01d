import type { Settings } from '../../config/settings.ts';
import type { ExecutionRequest } from '../../daemon/execution.ts';
import {
  type Cap,
  findBudgetHold,
  findDayHold,
  findPlanHold,
  remainingDayMs,
  remainingPlanMs,
  remainingWallMs,
} from '../../tasks/budget.ts';
import type { CallTotals } from '../../tasks/call-totals.ts';
import type { Reason } from '../../tasks/reason.ts';

/** On whose account a call goes, and what bounds it. */
export interface Bounds {
  /** Absent where nothing but the day pays for it; names no task where a plan as a whole does. */
  of?: { artifact: string; task?: string; digest?: string; run?: string };
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

/** A plan pays for what no task of it asked for: its caps and those of the day count. */
export function boundByPlan(totals: CallTotals, { budget: { plan, day } }: Settings, path: string): Bounds {
  const hold = (now: CallTotals, caps: { plan: Cap; day: Cap }, calls?: number): Reason | undefined =>
    findPlanHold(now, caps.plan, path, calls) ?? findDayHold(now, caps.day, Date.now(), calls);
  const underWay = { plan: allowed(plan), day: allowed(day) };
  return {
    of: { artifact: path },
    findRefusal: (now) => hold(now, { plan, day }, 0),
    findHold: (now) => hold(now, underWay),
    remainingMs: Math.min(remainingPlanMs(totals, plan, path), remainingDayMs(totals, day, Date.now())),
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
