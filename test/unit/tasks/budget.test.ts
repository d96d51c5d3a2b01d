import { fc, test as property } from '../../support/property.ts';
import { describe, expect, it } from 'vitest';
import { type Caps, findBudgetHold, remainingWallMs, takeTighter } from '../../../src/tasks/budget.ts';
import type { CallLine } from '../../../src/tasks/call-line.ts';
import { addCallLine, NO_CALLS, spendKey } from '../../../src/tasks/call-totals.ts';
import { NO_SPEND, type Spend } from '../../../src/tasks/spend.ts';

const nowMs = Date.parse('2026-11-20T12:00:00Z');
const none: Caps = { task: {}, plan: {}, day: {} };
const spender = { taskId: 'a#1', digest: 'd', artifactPath: 'a.md' };

function spent(change: Partial<Spend>): ReturnType<typeof NO_CALLS> {
  const spend = { ...NO_SPEND, ...change };
  return {
    ...NO_CALLS(),
    tasks: { [spendKey('a#1', 'd')]: spend },
    plans: { 'a.md': spend },
    days: { '2026-11-20': spend },
  };
}

it('takes the tighter of two caps in each of what they cap, whichever is first', () => {
  const one: Caps = { task: { calls: 3, tokens: 100 }, plan: { wallMs: 5 }, day: {} };
  const other: Caps = { task: { calls: 2, costUsd: 1 }, plan: { wallMs: 6 }, day: {} };
  const tighter = { task: { calls: 2, tokens: 100, costUsd: 1 }, plan: { wallMs: 5 }, day: {} };
  expect([takeTighter(one, other), takeTighter(other, one)]).toEqual([tighter, tighter]);
});

describe('a cap', () => {
  it.each([
    ['calls', { calls: 3 }, { calls: 2 }, { calls: 3 }],
    ['tokens', { tokens: 100 }, { tokens: 99 }, { tokens: 100 }],
    ['costUsd', { costUsd: 1 }, { costUsd: 0.99 }, { costUsd: 1 }],
    ['wallMs', { wallMs: 1000 }, { wallMs: 999 }, { wallMs: 1000 }],
    ['tokens, unknown', { tokens: 100 }, { unknownCost: 1 }, { unknownTokens: 1 }],
    ['cost, unknown', { costUsd: 1 }, { unknownTokens: 1 }, { unknownCost: 1 }],
  ])('on %s holds for the task, the plan and the day', (_name, cap, below, at) => {
    for (const scope of ['task', 'plan', 'day'] as const) {
      const caps = { ...none, [scope]: cap };
      expect(findBudgetHold(spent(below), caps, spender, nowMs)).toBeUndefined();
      expect(findBudgetHold(spent(at), caps, spender, nowMs)).toMatchObject({ code: 'budget' });
    }
  });

  it('of the day says until when', () => {
    const hold = findBudgetHold(spent({ tokens: 5 }), { ...none, day: { tokens: 5 } }, spender, nowMs);
    expect(hold?.until).toBe('2026-11-21T00:00:00.000Z');
    const tomorrow = nowMs + 24 * 60 * 60_000;
    expect(
      findBudgetHold(spent({ tokens: 5 }), { ...none, day: { tokens: 5 } }, spender, tomorrow),
    ).toBeUndefined();
  });

  it('of the task counts from where a person last let it go on, and not for a task that was rewritten', () => {
    const caps = { ...none, task: { tokens: 100 } };
    const forgiven = { ...NO_SPEND, tokens: 100 };
    expect(findBudgetHold(spent({ tokens: 199 }), caps, { ...spender, forgiven }, nowMs)).toBeUndefined();
    expect(findBudgetHold(spent({ tokens: 200 }), caps, { ...spender, forgiven }, nowMs)).toBeDefined();
    expect(findBudgetHold(spent({ tokens: 200 }), caps, { ...spender, digest: 'e' }, nowMs)).toBeUndefined();
  });

  it('on time says how much is left', () => {
    const caps: Caps = { task: { wallMs: 5000 }, plan: { wallMs: 9000 }, day: {} };
    expect(remainingWallMs(spent({ wallMs: 2000 }), caps, spender, nowMs)).toBe(3000);
    expect(remainingWallMs(spent({}), none, spender, nowMs)).toBe(Infinity);
  });
});

/*
 * Runs of three tasks of one plan, in any interleaving, with deaths of the daemon and of the call between any two
 * lines. The keeper asks before each call and after each report, and ends calls when it must, as the meter does.
 */
property.prop(
  [
    fc.integer({ min: 50, max: 2_000 }),
    fc.array(
      fc.record({
        task: fc.integer({ min: 0, max: 2 }),
        tokens: fc.integer({ min: 0, max: 300 }),
        what: fc.constantFrom('report', 'report', 'report', 'end', 'crash'),
      }),
      { maxLength: 60 },
    ),
  ],
  { numRuns: 1_000 },
)('spend never passes a cap by more than one report, whatever is killed when', (cap, steps) => {
  const caps: Caps = { task: { tokens: cap }, plan: { tokens: cap * 2 }, day: { tokens: cap * 2 } };
  let totals = NO_CALLS();
  const log: CallLine[] = [];
  const open = new Map<number, string>();
  let largest = 0;
  const add = (line: CallLine): void => {
    log.push(line);
    addCallLine(totals, line);
  };
  const at = '2026-11-20T12:00:00.000Z';
  const whose = (task: number) => ({ taskId: `a#${task}`, digest: 'd', artifactPath: 'a.md' });
  const close = (task: number, how: 'stopped' | 'answered' | 'lost'): void => {
    const call = open.get(task);
    open.delete(task);
    if (call !== undefined) add({ type: 'ended', at, call, how, wallMs: 1, metered: how !== 'lost' });
  };

  for (const [index, { task, tokens, what }] of steps.entries()) {
    if (what === 'crash') {
      // The daemon dies: what is on disk is read back, and the calls it finds open are ended.
      totals = NO_CALLS();
      for (const line of log) addCallLine(totals, line);
      for (const one of open.keys()) close(one, 'lost');
      continue;
    }
    if (!open.has(task)) {
      if (findBudgetHold(totals, caps, whose(task), nowMs) !== undefined) continue;
      const call = `r${index}`;
      open.set(task, call);
      add({
        type: 'started',
        at,
        call,
        backend: 'codex',
        of: { task: `a#${task}`, digest: 'd', artifact: 'a.md', run: call },
      });
    }
    const call = open.get(task) ?? '';
    largest = Math.max(largest, tokens);
    add({ type: 'used', at, call, usage: { inputTokens: tokens, costUsd: 0 } });
    for (const one of open.keys()) {
      if (findBudgetHold(totals, caps, whose(one), nowMs) !== undefined) close(one, 'stopped');
    }
    if (what === 'end') close(task, 'answered');
  }
  for (const spend of Object.values(totals.tasks))
    expect(spend.tokens).toBeLessThan(cap + Math.max(1, largest));
  for (const spend of Object.values(totals.days))
    expect(spend.tokens).toBeLessThan(cap * 2 + Math.max(1, largest));
});
