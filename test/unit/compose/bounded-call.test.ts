import { fc, test as property } from '../../support/property.ts';
import { expect } from 'vitest';
import { type BoundedEnd, type OpenCall, performBounded } from '../../../src/compose/calls/bounded-call.ts';
import { boundByTask } from '../../../src/compose/calls/bounds.ts';
import { settingsSchema } from '../../../src/config/settings.ts';
import type { CallLine } from '../../../src/tasks/call-line.ts';
import { addCallLine, type CallTotals, NO_CALLS } from '../../../src/tasks/call-totals.ts';
import { NO_SPEND } from '../../../src/tasks/spend.ts';
import { addUsage, type Usage } from '../../../src/tasks/usage.ts';
import type { CallLedger } from '../../../src/telemetry/call-ledger.ts';
import { makeTask } from '../../support/world.ts';

/** What is on the disk, and the ledger of the daemon that lives at present. */
interface Disk {
  lines: CallLine[];
  ledger: CallLedger;
}

/** A daemon that reads what is on the disk. What an earlier one still writes is never read. */
function startDaemon(lines: readonly CallLine[]): Disk {
  const disk = [...lines];
  const totals: CallTotals = NO_CALLS();
  for (const line of disk) addCallLine(totals, line);
  const add = (line: CallLine): void => {
    disk.push(line);
    addCallLine(totals, line);
  };
  const ledger: CallLedger = {
    append: async (line) => add(line),
    note: async (line) => add(line),
    writeLate: async () => undefined,
    async claim(line, judge) {
      add(line);
      return judge(totals);
    },
    read: () => totals,
    countSpoilt: () => 0,
  };
  return { lines: disk, ledger };
}

interface Call {
  open: OpenCall;
  used: Usage;
  /** Lets its process end. */
  leave(): void;
  ended: Promise<BoundedEnd<void>>;
}

const settings = (caps: object) => settingsSchema.parse({ budget: caps });
const task = (key: number) => makeTask(String(key), { artifactPath: 'a.md' });

/** Lets a call out; undefined when the caps refuse it. */
async function begin(
  ledger: CallLedger,
  key: number,
  budget: object,
  runId: string,
): Promise<Call | undefined> {
  const bounds = boundByTask(ledger.read(), settings(budget), { task: task(key), record: undefined, runId });
  const signal = new AbortController().signal;
  const call = { runId, backend: 'codex', ledger, bounds, signal, isMetered: () => true };
  return new Promise((resolve, reject) => {
    const ended = performBounded(
      call,
      (open) => new Promise<void>((leave) => resolve({ open, used: {}, leave, ended })),
    );
    // Of a call that was let out it resolves later, when nobody waits for it here any more.
    ended.then(() => resolve(undefined), reject);
  });
}

/*
 * Calls of four tasks of one plan in any order, each by the meter and the bounds that production has: beginnings, reports,
 * ends, and deaths of the daemon, after which the next one knows what is on the disk. A call that is told to end ends.
 */
property.prop(
  [
    fc.record({
      task: fc.record({ tokens: fc.integer({ min: 50, max: 1_000 }) }),
      plan: fc.record({ costUsd: fc.integer({ min: 5, max: 100 }), calls: fc.integer({ min: 1, max: 12 }) }),
      day: fc.record({
        tokens: fc.integer({ min: 50, max: 2_000 }),
        costUsd: fc.integer({ min: 5, max: 100 }),
      }),
    }),
    fc.array(
      fc.record({
        key: fc.integer({ min: 0, max: 3 }),
        usage: fc.record({
          inputTokens: fc.integer({ min: 0, max: 300 }),
          costUsd: fc.integer({ min: 0, max: 20 }),
        }),
        what: fc.constantFrom('report', 'report', 'report', 'report', 'end', 'crash'),
      }),
      { maxLength: 50 },
    ),
  ],
  { numRuns: 1_000 },
)('calls under way pass no cap by more than one report, whatever is killed when', async (budget, steps) => {
  let disk = startDaemon([]);
  let calls = new Map<number, Call>();
  let [tokens, cost] = [0, 0];
  const leave = async (key: number, how: 'answered' | 'stopped'): Promise<void> => {
    const call = calls.get(key);
    calls.delete(key);
    await call?.open.meter.end({ how, wallMs: 1, metered: true });
    call?.leave();
    await call?.ended;
  };

  for (const [index, { key, usage, what }] of steps.entries()) {
    if (what === 'crash') {
      const dead = calls;
      const before = [...disk.lines];
      for (const one of dead.keys()) await leave(one, 'stopped');
      calls = new Map();
      disk = startDaemon(before);
      for (const id of Object.keys(disk.ledger.read().open)) {
        const at = new Date().toISOString();
        await disk.ledger.append({ type: 'ended', at, call: id, how: 'lost', wallMs: 1, metered: true });
      }
      continue;
    }
    const call = calls.get(key) ?? (await begin(disk.ledger, key, budget, `run-${index}`));
    if (call === undefined) continue;
    calls.set(key, call);
    call.used = addUsage(call.used, usage);
    tokens = Math.max(tokens, usage.inputTokens);
    cost = Math.max(cost, usage.costUsd);
    await call.open.meter.report(call.used);
    for (const [one, { open }] of calls) if (open.signal.aborted) await leave(one, 'stopped');
    if (what === 'end') await leave(key, 'answered');
  }
  for (const key of calls.keys()) await leave(key, 'stopped');

  const { tasks, plans, days } = disk.ledger.read();
  const { task: ofTask, plan, day } = budget;
  for (const spend of Object.values(tasks))
    expect(spend.tokens).toBeLessThan(ofTask.tokens + Math.max(1, tokens));
  const { costUsd, calls: count } = plans['a.md'] ?? NO_SPEND;
  expect(costUsd).toBeLessThan(plan.costUsd + Math.max(1, cost));
  expect(count).toBeLessThanOrEqual(plan.calls);
  for (const spend of Object.values(days)) {
    expect(spend.tokens).toBeLessThan(day.tokens + Math.max(1, tokens));
    expect(spend.costUsd).toBeLessThan(day.costUsd + Math.max(1, cost));
  }
});
