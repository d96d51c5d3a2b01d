import { type CallTotals, spendKey } from './call-totals.ts';
import { quoteId } from './quote-id.ts';
import type { Reason } from './reason.ts';
import { NO_SPEND, type Spend } from './spend.ts';

/** The most that something may take; what is not named is not capped. */
export interface Cap {
  calls?: number;
  wallMs?: number;
  /** Input and output together. */
  tokens?: number;
  costUsd?: number;
}

const CAPPED = ['calls', 'wallMs', 'tokens', 'costUsd'] as const satisfies readonly (keyof Cap)[];

/** Caps on what tasks cost. */
export interface Caps {
  task: Cap;
  plan: Cap;
  /** Of a UTC day, over all backends. */
  day: Cap;
}

/** The tighter of two caps in each of what they cap. */
export function takeTighter(one: Caps, other: Caps): Caps {
  return {
    task: tightenCap(one.task, other.task),
    plan: tightenCap(one.plan, other.plan),
    day: tightenCap(one.day, other.day),
  };
}

function tightenCap(one: Cap, other: Cap): Cap {
  const tighter = { ...one };
  for (const key of CAPPED) {
    const most = Math.min(one[key] ?? Infinity, other[key] ?? Infinity);
    if (most !== Infinity) tighter[key] = most;
  }
  return tighter;
}

/** Whose spend is looked at. */
export interface Spender {
  taskId: string;
  digest: string;
  artifactPath: string;
  /** What the task had spent when a person last let it go on: it counts no more. */
  forgiven?: Spend | undefined;
}

/**
 * Why no more may be spent on a task, or undefined; `calls` is how many are to begin. Asked before a call, and again at each report during it: spend passes
 * a cap by one report at most. Where a cap exists and a call did not say what it took, nothing more is spent either:
 * unknown is not zero.
 */
export function findBudgetHold(
  totals: CallTotals,
  caps: Caps,
  spender: Spender,
  nowMs: number,
  calls = 1,
): Reason | undefined {
  // Asked for every task at each look, and mostly there are none.
  if (isOpen(caps.task) && isOpen(caps.plan) && isOpen(caps.day)) return undefined;
  const task = totals.tasks[spendKey(spender.taskId, spender.digest)] ?? NO_SPEND;
  const action = `raise budget in .planexrc, or planex retry ${quoteId(spender.taskId)}`;
  const ofTask = describeOverrun(subtract(task, spender.forgiven), caps.task, calls);
  if (ofTask !== undefined) return { code: 'budget', message: `the task ${ofTask}`, action };
  return (
    findPlanHold(totals, caps.plan, spender.artifactPath, calls) ??
    findDayHold(totals, caps.day, nowMs, calls)
  );
}

/** Why nothing more may be spent on a plan or solution, or undefined; `calls` is how many are to begin. */
export function findPlanHold(totals: CallTotals, cap: Cap, path: string, calls = 1): Reason | undefined {
  const ofPlan = describeOverrun(totals.plans[path] ?? NO_SPEND, cap, calls);
  if (ofPlan === undefined) return undefined;
  return { code: 'budget', message: `${path} ${ofPlan}`, action: 'raise budget.plan in .planexrc' };
}

/** Why nothing more may be spent today, or undefined; `calls` is how many are to begin at once. */
export function findDayHold(totals: CallTotals, cap: Cap, nowMs: number, calls = 1): Reason | undefined {
  const today = new Date(nowMs).toISOString().slice(0, 10);
  const ofDay = describeOverrun(totals.days[today] ?? NO_SPEND, cap, calls);
  if (ofDay === undefined) return undefined;
  return {
    code: 'budget',
    message: `all calls of ${today} (UTC) together ${ofDay}`,
    until: new Date(Date.parse(today) + 24 * 60 * 60_000).toISOString(),
    action: 'raise budget.day in .planexrc, or wait for the next day',
  };
}

/** Milliseconds that a task may still take by the caps on time; Infinity without any. */
export function remainingWallMs(totals: CallTotals, caps: Caps, spender: Spender, nowMs: number): number {
  const task = subtract(totals.tasks[spendKey(spender.taskId, spender.digest)] ?? NO_SPEND, spender.forgiven);
  const ofPlan = remainingPlanMs(totals, caps.plan, spender.artifactPath);
  return Math.min(left(task, caps.task), ofPlan, remainingDayMs(totals, caps.day, nowMs));
}

/** Milliseconds that calls for a plan may still take; Infinity without a cap on time. */
export function remainingPlanMs(totals: CallTotals, cap: Cap, path: string): number {
  return left(totals.plans[path] ?? NO_SPEND, cap);
}

/** Milliseconds that calls may still take today; Infinity without a cap on time. */
export function remainingDayMs(totals: CallTotals, cap: Cap, nowMs: number): number {
  return left(totals.days[new Date(nowMs).toISOString().slice(0, 10)] ?? NO_SPEND, cap);
}

function isOpen(cap: Cap): boolean {
  return Object.values(cap).every((most) => most === undefined);
}

function left(spent: Spend, cap: Cap): number {
  return cap.wallMs === undefined ? Infinity : Math.max(0, cap.wallMs - spent.wallMs);
}

function describeOverrun(spent: Spend, cap: Cap, calls = 1): string | undefined {
  if (cap.calls !== undefined && spent.calls + calls > cap.calls) {
    const more = calls <= 1 ? '' : `, which leaves no room for ${calls} at once`;
    return `had ${calls === 0 ? cap.calls : spent.calls} of ${cap.calls} calls${more}`;
  }
  if (cap.tokens !== undefined && spent.tokens >= cap.tokens) {
    return `took ${spent.tokens} of ${cap.tokens} tokens`;
  }
  if (cap.costUsd !== undefined && spent.costUsd >= cap.costUsd) {
    return `cost $${spent.costUsd.toFixed(2)} of $${cap.costUsd.toFixed(2)}`;
  }
  if (cap.wallMs !== undefined && spent.wallMs >= cap.wallMs) {
    return `took ${Math.round(spent.wallMs / 1000)} s of ${Math.round(cap.wallMs / 1000)} s`;
  }
  if (cap.tokens !== undefined && spent.unknownTokens > 0) {
    return `had ${spent.unknownTokens} calls that did not say how many tokens they took, so a cap on tokens cannot be kept`;
  }
  if (cap.costUsd !== undefined && spent.unknownCost > 0) {
    return `had ${spent.unknownCost} calls that did not say what they cost, so a cap on cost cannot be kept`;
  }
  return undefined;
}

function subtract(spent: Spend, forgiven: Spend | undefined): Spend {
  if (forgiven === undefined) return spent;
  return {
    calls: spent.calls - forgiven.calls,
    wallMs: spent.wallMs - forgiven.wallMs,
    tokens: spent.tokens - forgiven.tokens,
    costUsd: spent.costUsd - forgiven.costUsd,
    unknownTokens: spent.unknownTokens - forgiven.unknownTokens,
    unknownCost: spent.unknownCost - forgiven.unknownCost,
  };
}
