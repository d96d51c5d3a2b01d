import type { CallLine } from './call-line.ts';
import { NO_SPEND, type Spend } from './spend.ts';
import { taskId } from './task-id.ts';
import { type HitLimit, limitAfter, liftedAt } from './backend-limit.ts';

/** What is known of one backend from its calls. */
export interface BackendTotals {
  attempts: number;
  successes: number;
  failures: number;
  tokens: number;
  /** False as long as no call has said how many tokens it took. */
  tokensKnown: boolean;
  lastError?: { at: string; message: string };
  /** The limit it has hit, until a call gets through again. */
  limit?: HitLimit;
  allowance?: { at: string; remainingPercent?: number; resetAt?: string };
}

/** A call that has not ended, as far as its ledger says. */
export interface OpenCall {
  backend: string;
  startedAt: string;
  countedMs: number;
  tokensKnown: boolean;
  costKnown: boolean;
  /** When the limit of its backend that was known as it began had been hit. */
  limitHitAt?: string;
  scopes: { task?: string; plan?: string; day: string };
}

/** Everything that the ledger of calls adds up to. */
export interface CallTotals {
  backends: Record<string, BackendTotals>;
  /** By `spendKey`. */
  tasks: Record<string, Spend>;
  plans: Record<string, Spend>;
  /** By UTC day. */
  days: Record<string, Spend>;
  open: Record<string, OpenCall>;
  /** The `id` of the renames that were counted last. */
  renamed?: string;
}

export const NO_CALLS = (): CallTotals => ({ backends: {}, tasks: {}, plans: {}, days: {}, open: {} });

/** Under what the spend of a task counts: what it means is part of it, so a rewritten task begins at nothing. */
export function spendKey(task: string, digest: string): string {
  return `${task} ${digest}`;
}

/** Adds one line to the totals, in place. A line of a call that is not open, or a second start, changes nothing. */
export function addCallLine(totals: CallTotals, line: CallLine): void {
  if (line.type === 'started') {
    startCall(totals, line);
    return;
  }
  if (line.type === 'lifted') {
    const { limit } = totals.backends[line.backend] ?? {};
    if (limit !== undefined) backendOf(totals, line.backend).limit = liftedAt(limit, line.at);
    return;
  }
  if (line.type === 'renamed') {
    if (line.id !== undefined && line.id === totals.renamed) return;
    if (line.id !== undefined) totals.renamed = line.id;
    moveAll(totals, [line, ...(line.together ?? [])]);
    return;
  }
  const open = totals.open[line.call];
  if (open === undefined) return;
  const backend = backendOf(totals, open.backend);
  switch (line.type) {
    case 'used': {
      const { inputTokens, outputTokens, costUsd } = line.usage;
      const tokens = (inputTokens ?? 0) + (outputTokens ?? 0);
      open.tokensKnown ||= inputTokens !== undefined || outputTokens !== undefined;
      open.costKnown ||= costUsd !== undefined;
      backend.tokens += tokens;
      backend.tokensKnown ||= open.tokensKnown;
      const lived = Math.max(0, Date.parse(line.at) - Date.parse(open.startedAt) - open.countedMs);
      open.countedMs += lived;
      spend(totals, open, { tokens, costUsd: costUsd ?? 0, wallMs: lived });
      return;
    }
    case 'allowance': {
      const { remainingPercent, resetAt } = line;
      backend.allowance = {
        at: line.at,
        ...(remainingPercent === undefined ? {} : { remainingPercent }),
        ...(resetAt === undefined ? {} : { resetAt }),
      };
      return;
    }
    case 'ended': {
      delete totals.open[line.call];
      if (line.how === 'refused') {
        backend.attempts -= 1;
        spend(totals, open, { calls: -1 });
        return;
      }
      const metered = line.metered && line.how !== 'missing';
      spend(totals, open, {
        wallMs: Math.max(0, line.wallMs - open.countedMs),
        unknownTokens: metered && !open.tokensKnown ? 1 : 0,
        unknownCost: metered && !open.costKnown ? 1 : 0,
      });
      judgeEnd(backend, line, open);
    }
  }
}

/** Artifacts that changed names among themselves pass through names that no artifact has. */
function moveAll(totals: CallTotals, moves: readonly { from: string; to: string }[]): void {
  if (moves.length === 1) return moves.forEach(({ from, to }) => moveSpend(totals, from, to));
  moves.forEach(({ from }, index) => moveSpend(totals, from, ` ${index}`));
  moves.forEach(({ to }, index) => moveSpend(totals, ` ${index}`, to));
}

/** What was spent for an artifact is spent for it under its new name, and for none that takes the old one. */
function moveSpend({ plans, tasks, open }: CallTotals, from: string, to: string): void {
  const [stem, newStem] = [taskId(from, ''), taskId(to, '')];
  const asNew = (key: string): string => (key.startsWith(stem) ? newStem + key.slice(stem.length) : key);
  moveSum(plans, from, to);
  for (const key of Object.keys(tasks)) moveSum(tasks, key, asNew(key));
  for (const { scopes } of Object.values(open)) {
    if (scopes.plan === from) scopes.plan = to;
    if (scopes.task !== undefined) scopes.task = asNew(scopes.task);
  }
}

function moveSum(scope: Record<string, Spend>, from: string, to: string): void {
  const sum = scope[from];
  if (sum === undefined || from === to) return;
  addTo(scope, to, sum);
  delete scope[from];
}

function startCall(totals: CallTotals, line: CallLine & { type: 'started' }): void {
  if (totals.open[line.call] !== undefined) return;
  const { of } = line;
  const { limit } = totals.backends[line.backend] ?? {};
  const open: OpenCall = {
    backend: line.backend,
    startedAt: line.at,
    countedMs: 0,
    tokensKnown: false,
    costKnown: false,
    ...(limit === undefined ? {} : { limitHitAt: limit.hitAt }),
    scopes: {
      day: line.at.slice(0, 10),
      ...(of === undefined ? {} : { plan: of.artifact }),
      ...(of?.task === undefined ? {} : { task: spendKey(of.task, of.digest ?? '') }),
    },
  };
  totals.open[line.call] = open;
  backendOf(totals, line.backend).attempts += 1;
  spend(totals, open, { calls: 1 });
}

function judgeEnd(backend: BackendTotals, line: CallLine & { type: 'ended' }, open: OpenCall): void {
  if (line.how === 'answered') {
    backend.successes += 1;
    // Of two calls side by side one may get through and the other not, when they ask for different models.
    // Which began first is told by the order of the lines too: the limit may have been hit while the clock was ahead.
    const { hitAt } = backend.limit ?? {};
    if (hitAt !== undefined && (open.limitHitAt === hitAt || open.startedAt >= hitAt)) delete backend.limit;
    return;
  }
  if (line.how === 'stopped' || line.how === 'lost') return;
  backend.lastError = { at: line.at, message: line.message ?? line.how };
  if (line.how === 'rate-limited') backend.limit = limitAfter(backend.limit, line);
  else backend.failures += 1;
}

function spend(totals: CallTotals, { scopes }: OpenCall, more: Partial<Spend>): void {
  addTo(totals.days, scopes.day, more);
  if (scopes.task !== undefined) addTo(totals.tasks, scopes.task, more);
  if (scopes.plan !== undefined) addTo(totals.plans, scopes.plan, more);
}

function addTo(scope: Record<string, Spend>, key: string, more: Partial<Spend>): void {
  const sum = (scope[key] ??= { ...NO_SPEND });
  sum.calls += more.calls ?? 0;
  sum.wallMs += more.wallMs ?? 0;
  sum.tokens += more.tokens ?? 0;
  sum.costUsd += more.costUsd ?? 0;
  sum.unknownTokens += more.unknownTokens ?? 0;
  sum.unknownCost += more.unknownCost ?? 0;
}

function backendOf(totals: CallTotals, name: string): BackendTotals {
  return (totals.backends[name] ??= {
    attempts: 0,
    successes: 0,
    failures: 0,
    tokens: 0,
    tokensKnown: false,
  });
}
