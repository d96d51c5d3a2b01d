import { describe, expect, it } from 'vitest';
import type { CallLine } from '../../../src/tasks/call-line.ts';
import { addCallLine, type CallTotals, NO_CALLS, spendKey } from '../../../src/tasks/call-totals.ts';

const of = { task: 'a#1', digest: 'd', artifact: 'a.md', run: 'r' };
const at = (seconds: number): string => new Date(Date.UTC(2026, 10, 20, 10, 0, seconds)).toISOString();

function add(...lines: CallLine[]): CallTotals {
  const totals = NO_CALLS();
  for (const line of lines) addCallLine(totals, line);
  return totals;
}

const started: CallLine & { type: 'started' } = {
  type: 'started',
  at: at(0),
  call: 'r.1',
  backend: 'codex',
  of,
};
const used = (tokens: number, seconds: number): CallLine => ({
  type: 'used',
  at: at(seconds),
  call: 'r.1',
  usage: { inputTokens: tokens },
});
const ended = (
  how: 'answered' | 'rate-limited' | 'auth' | 'missing' | 'stopped' | 'lost',
  more = {},
): CallLine & { type: 'ended' } => ({
  type: 'ended',
  at: at(30),
  call: 'r.1',
  how,
  wallMs: 30_000,
  metered: true,
  ...more,
});

describe('what calls add up to', () => {
  it('counts tokens and time for the task, its plan, its day and its backend', () => {
    const totals = add(started, used(100, 5), used(20, 10), ended('answered'));
    const spend = { calls: 1, wallMs: 30_000, tokens: 120, costUsd: 0, unknownTokens: 0, unknownCost: 1 };
    expect(totals.tasks[spendKey('a#1', 'd')]).toEqual(spend);
    expect(totals.plans['a.md']).toEqual(spend);
    expect(totals.days['2026-11-20']).toEqual(spend);
    expect(totals.backends['codex']).toMatchObject({ attempts: 1, successes: 1, failures: 0, tokens: 120 });
    expect(totals.open).toEqual({});
  });

  it('counts for the plan and for no task what is asked about a plan as a whole', () => {
    const totals = add({ ...started, of: { artifact: 'a.md' } }, used(100, 5), ended('answered'));
    expect(totals.plans['a.md']).toMatchObject({ calls: 1, tokens: 100 });
    expect(totals.days['2026-11-20']).toMatchObject({ calls: 1, tokens: 100 });
    expect(totals.tasks).toEqual({});
  });

  it('a call that said nothing of tokens is unknown and not zero; one that used no model is zero', () => {
    expect(add(started, ended('answered')).plans['a.md']).toMatchObject({ tokens: 0, unknownTokens: 1 });
    const plain = add(started, ended('answered', { metered: false }));
    expect(plain.plans['a.md']).toMatchObject({ unknownTokens: 0, unknownCost: 0 });
  });

  it('a call that was cut off counts up to its last sign of life', () => {
    expect(add(started, used(7, 12)).plans['a.md']).toMatchObject({ calls: 1, wallMs: 12_000, tokens: 7 });
  });

  it('a rate limit is no failure; the next answer lifts it', () => {
    const limited = add(started, ended('rate-limited', { resetAt: at(3600) }));
    expect(limited.backends['codex']).toMatchObject({
      failures: 0,
      limit: { until: at(3600), told: true, hits: 1 },
    });
    addCallLine(limited, { ...started, call: 'r.2', at: at(31) });
    addCallLine(limited, { ...ended('answered'), call: 'r.2', at: at(40) });
    expect(limited.backends['codex']?.limit).toBeUndefined();
  });

  it('a call that had begun before the limit was hit lifts nothing', () => {
    const totals = add(started, { ...started, call: 'r.2' }, ended('rate-limited'));
    addCallLine(totals, { ...ended('answered'), call: 'r.2', at: at(31) });
    expect(totals.backends['codex']).toMatchObject({ successes: 1, limit: { hits: 1 } });
  });

  it('a person can say that a limit need not be waited for: the next call finds out', () => {
    const totals = add(started, ended('rate-limited', { resetAt: at(3600) }));
    addCallLine(totals, { type: 'lifted', at: at(40), backend: 'codex' });
    expect(totals.backends['codex']?.limit).toMatchObject({ until: at(40), hits: 1 });
    addCallLine(totals, { type: 'lifted', at: at(50), backend: 'codex' });
    expect(totals.backends['codex']?.limit).toMatchObject({ until: at(40) });
    addCallLine(totals, { ...started, call: 'r.2', at: at(60) });
    addCallLine(totals, { ...ended('rate-limited'), call: 'r.2', at: at(70) });
    expect(totals.backends['codex']?.limit).toMatchObject({ hits: 2, since: at(30), told: false });
  });

  it('of a backend that has hit none nothing is lifted', () => {
    expect(add({ type: 'lifted', at: at(1), backend: 'codex' }).backends).toEqual({});
  });

  it('waits double while the backend does not say how long', () => {
    const totals = NO_CALLS();
    const waits = ['1', '2', '3'].map((call) => {
      addCallLine(totals, { ...started, call });
      addCallLine(totals, { ...ended('rate-limited'), call });
      return Date.parse(totals.backends['codex']?.limit?.until ?? '') - Date.parse(at(30));
    });
    expect(waits).toEqual([60_000, 120_000, 240_000]);
  });

  it.each(['stopped', 'lost'] as const)('%s is neither a success nor a failure', (how) => {
    expect(add(started, ended(how)).backends['codex']).toMatchObject({
      attempts: 1,
      successes: 0,
      failures: 0,
    });
  });

  it('a failure is counted with its message', () => {
    const { codex } = add(started, ended('auth', { message: 'not signed in' })).backends;
    expect(codex).toMatchObject({ failures: 1, lastError: { message: 'not signed in' } });
  });

  it('what is told twice, or of a call that nobody began, changes nothing', () => {
    const once = add(started, used(5, 1), ended('answered'));
    const twice = add(started, used(5, 1), ended('answered'), ended('answered'), used(9, 40));
    expect(twice).toEqual(once);
  });
});

describe('what else is told of calls', () => {
  const codexOf = (totals: CallTotals) => totals.backends['codex'];

  it.each([
    [
      { remainingPercent: 40, resetAt: at(90) },
      { at: at(2), remainingPercent: 40, resetAt: at(90) },
    ],
    [{ remainingPercent: 40 }, { at: at(2), remainingPercent: 40 }],
    [{ resetAt: at(90) }, { at: at(2), resetAt: at(90) }],
  ])('the allowance %j is kept as it was told', (told, allowance) => {
    const line: CallLine = { type: 'allowance', at: at(2), call: 'r.1', ...told };
    expect(codexOf(add(started, line))?.allowance).toEqual(allowance);
  });

  it('a call that was refused before it began was none', () => {
    const totals = add(started, ended('answered'), { ...started, call: 'r.2' });
    addCallLine(totals, { type: 'ended', at: at(1), call: 'r.2', how: 'refused', wallMs: 0, metered: false });
    expect(codexOf(totals)).toMatchObject({ attempts: 1, successes: 1, failures: 0 });
    expect(totals.plans['a.md']).toMatchObject({ calls: 1, wallMs: 30_000 });
    expect(totals.open).toEqual({});
  });

  it('tokens that went out alone are known, and so is a cost', () => {
    const line: CallLine = {
      type: 'used',
      at: at(1),
      call: 'r.1',
      usage: { outputTokens: 5, costUsd: 0.25 },
    };
    const totals = add(started, line, ended('answered'));
    expect(totals.plans['a.md']).toMatchObject({
      tokens: 5,
      costUsd: 0.25,
      unknownTokens: 0,
      unknownCost: 0,
    });
    expect(codexOf(totals)).toMatchObject({ tokens: 5, tokensKnown: true });
  });

  it('a backend that has once told its tokens has told them, also when a later call says nothing', () => {
    const totals = add(started, used(7, 1), ended('answered'), { ...started, call: 'r.2' });
    addCallLine(totals, { ...ended('answered'), call: 'r.2' });
    expect(codexOf(totals)).toMatchObject({ tokens: 7, tokensKnown: true, attempts: 2 });
    expect(codexOf(add(started, ended('answered')))).toMatchObject({ tokensKnown: false });
  });

  it('a CLI that is missing took nothing, and that is known', () => {
    const totals = add(started, ended('missing'));
    expect(totals.plans['a.md']).toMatchObject({ unknownTokens: 0, unknownCost: 0 });
    expect(codexOf(totals)).toMatchObject({ failures: 1, lastError: { message: 'missing' } });
  });

  it('an answer in the instant of a limit lifts it', () => {
    const totals = add(started, ended('rate-limited'), { ...started, call: 'r.2', at: at(30) });
    addCallLine(totals, { ...ended('answered'), call: 'r.2', at: at(40) });
    expect(codexOf(totals)?.limit).toBeUndefined();
  });
});

it('what an artifact has spent goes with it when it is renamed, also of a call under way, and not to who takes the name', () => {
  const totals = NO_CALLS();
  const at = '2026-11-20T00:00:00.000Z';
  const start = (path: string, call: string): void => {
    const of = { artifact: `${path}.md`, task: `${path}#1`, digest: 'd' };
    addCallLine(totals, { type: 'started', at, call, backend: 'mine', of });
  };
  const rename = (from: string, to: string): void =>
    addCallLine(totals, { type: 'renamed', at, from: `${from}.md`, to: `${to}.md` });
  const usage = { inputTokens: 5 };
  start('a', '1');
  rename('a', 'b');
  rename('a', 'b');
  start('a', '2');
  addCallLine(totals, { type: 'used', at, call: '1', usage });
  expect(Object.entries(totals.plans).map(([path, { calls, tokens }]) => [path, calls, tokens])).toEqual([
    ['b.md', 1, 5],
    ['a.md', 1, 0],
  ]);
  expect(totals.tasks[spendKey('b#1', 'd')]).toMatchObject({ calls: 1, tokens: 5 });
  start('b', '3');
  rename('b', 'c');
  expect(totals.plans['c.md']).toMatchObject({ calls: 2, tokens: 5 });
});

it('artifacts that change names keep what each has spent, also when that is said twice', () => {
  const totals = NO_CALLS();
  const at = '2026-11-20T00:00:00.000Z';
  for (const [call, path] of ['a', 'a', 'b'].entries()) {
    const of = { artifact: `${path}.md`, task: `${path}#1`, digest: 'd' };
    addCallLine(totals, { type: 'started', at, call: String(call), backend: 'mine', of });
  }
  const together = [{ from: 'b.md', to: 'a.md' }];
  const line = { type: 'renamed' as const, at, id: 'first', from: 'a.md', to: 'b.md', together };
  addCallLine(totals, line);
  addCallLine(totals, line);
  expect([totals.plans['a.md']?.calls, totals.plans['b.md']?.calls]).toEqual([1, 2]);
  expect(totals.tasks[spendKey('b#1', 'd')]?.calls).toBe(2);
  addCallLine(totals, { ...line, id: 'second' });
  expect(totals.plans['a.md']?.calls).toBe(2);
});
