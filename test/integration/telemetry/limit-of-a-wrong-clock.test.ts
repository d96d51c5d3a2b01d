import { expect, it } from 'vitest';
import { findLimitHold, type HitLimit, listOnProbation } from '../../../src/tasks/backend-limit.ts';
import type { CallLine } from '../../../src/tasks/call-line.ts';
import { type CallLedger, openCallLedger } from '../../../src/telemetry/call-ledger.ts';
import { makeFolder } from '../../support/repository.ts';

const NOW = Date.parse('2026-11-20T10:00:00.000Z');
const DAY_MS = 24 * 3_600_000;
const instant = (ms: number): string => new Date(ms).toISOString();

type How = Extract<CallLine, { type: 'ended' }>['how'];

const start = (ledger: CallLedger, call: string, atMs: number): Promise<void> =>
  ledger.append({ type: 'started', at: instant(atMs), call, backend: 'codex' });
const end = (ledger: CallLedger, call: string, atMs: number, how: How, more = {}): Promise<void> =>
  ledger.append({ type: 'ended', at: instant(atMs), call, how, wallMs: 1, metered: false, ...more });

/** The ledger of a backend that hit its limit while the clock was a day ahead, with `more` that it said of that. */
async function hitAhead(more = {}): Promise<{ ledger: CallLedger; readLimit: () => HitLimit | undefined }> {
  const ledger = openCallLedger(makeFolder());
  await start(ledger, '1', NOW + DAY_MS);
  await end(ledger, '1', NOW + DAY_MS, 'rate-limited', more);
  return { ledger, readLimit: () => ledger.read().backends['codex']?.limit };
}

it('a limit that was hit while the clock was ahead is tried by one call once it is set right', async () => {
  const { ledger, readLimit } = await hitAhead();
  expect(findLimitHold('codex', readLimit(), NOW + DAY_MS, false)).toMatchObject({ code: 'rate-limited' });
  expect(findLimitHold('codex', readLimit(), NOW, false)).toBeUndefined();
  expect(findLimitHold('codex', readLimit(), NOW, true)).toMatchObject({ code: 'rate-limited' });
  expect(listOnProbation(ledger.read(), NOW)).toEqual(new Set(['codex']));
  // It is not lifted yet: from here on the right time counts.
  await start(ledger, '2', NOW);
  await end(ledger, '2', NOW, 'rate-limited');
  expect(findLimitHold('codex', readLimit(), NOW, false)).toMatchObject({ until: instant(NOW + 120_000) });
});

it('a call that gets through lifts a limit that was hit while the clock was ahead', async () => {
  const { ledger, readLimit } = await hitAhead();
  await start(ledger, '2', NOW);
  await end(ledger, '2', NOW + 1, 'answered');
  expect(readLimit()).toBeUndefined();
});

it('a call that had begun before lifts none, also where the clock was set back meanwhile', async () => {
  const ledger = openCallLedger(makeFolder());
  await start(ledger, 'before', NOW);
  await start(ledger, '1', NOW + DAY_MS);
  await end(ledger, '1', NOW + DAY_MS, 'rate-limited');
  await end(ledger, 'before', NOW + 1, 'answered');
  expect(ledger.read().backends['codex']).toMatchObject({ successes: 1, limit: { hits: 1 } });
});

it('a clock that is set back by a little makes no call go out early', async () => {
  const { readLimit } = await hitAhead();
  expect(findLimitHold('codex', readLimit(), NOW + DAY_MS - 1_000, false)).toMatchObject({
    code: 'rate-limited',
  });
});

it('what the backend itself has named stays as said', async () => {
  const resetAt = instant(NOW + DAY_MS + 5_000);
  const { readLimit } = await hitAhead({ resetAt });
  expect(findLimitHold('codex', readLimit(), NOW, false)).toMatchObject({ until: resetAt });
});
