import { expect, it } from 'vitest';
import type { BackendTotals } from '../../../src/tasks/call-totals.ts';
import { formatStatusline } from '../../../src/tasks/statusline.ts';

const nowMs = Date.parse('2026-11-20T12:00:00Z');
const totals = (change: Partial<BackendTotals>): BackendTotals => ({
  attempts: 1,
  successes: 0,
  failures: 0,
  tokens: 0,
  tokensKnown: true,
  ...change,
});
const format = (backends: Record<string, BackendTotals>, withGemini: boolean): string =>
  formatStatusline({ backends }, { withGemini, nowMs, formatTime: (at) => at.toISOString().slice(11, 16) });

const codex = totals({
  tokens: 1_999_999,
  successes: 12,
  failures: 3,
  allowance: { at: '', remainingPercent: 73.9, resetAt: '2026-11-20T14:05:00Z' },
});

it.each([
  ['nothing yet', {}, true, 'Offload C:0 G:0 Σ:0 | S/F C:0/0 G:0/0 | RL C:N/A G:N/A'],
  ['nothing yet, without Gemini', {}, false, 'Offload C:0 Σ:0 | S/F C:0/0 | RL C:N/A'],
  ['numbers', { codex }, false, 'Offload C:1m Σ:1m | S/F C:12/3 | RL C:73%@14:05'],
  [
    'with Gemini',
    { codex, gemini: totals({ tokens: 1_500, successes: 1 }) },
    true,
    'Offload C:1m G:1k Σ:2m | S/F C:12/3 G:1/0 | RL C:73%@14:05 G:N/A',
  ],
  [
    'unknown tokens are unknown in the sum too',
    { codex, gemini: totals({ tokensKnown: false, failures: 1 }) },
    true,
    'Offload C:1m G:N/A Σ:N/A | S/F C:12/3 G:0/1 | RL C:73%@14:05 G:N/A',
  ],
  [
    'limits that were hit',
    {
      codex: totals({ limit: { since: '', hitAt: '', until: '2026-11-20T13:00:00Z', told: true, hits: 1 } }),
      gemini: totals({
        limit: { since: '', hitAt: '', until: '2026-11-20T12:00:30.500Z', told: true, hits: 1 },
      }),
    },
    true,
    'Offload C:0 G:0 Σ:0 | S/F C:0/0 G:0/0 | RL C:0%@13:00 G:~31s',
  ],
  [
    'what was said of a window that is over tells nothing',
    { codex: { ...codex, allowance: { at: '', remainingPercent: 1, resetAt: '2026-11-20T11:00:00Z' } } },
    false,
    'Offload C:1m Σ:1m | S/F C:12/3 | RL C:N/A',
  ],
  [
    'what Gemini has left of a window that goes on',
    { gemini: totals({ allowance: { at: '', remainingPercent: 40.9, resetAt: '2026-11-20T12:00:01Z' } }) },
    true,
    'Offload C:0 G:0 Σ:0 | S/F C:0/0 G:0/0 | RL C:N/A G:40%',
  ],
  [
    'what Gemini has left, of a window of which nothing was said',
    { gemini: totals({ allowance: { at: '', remainingPercent: 40 } }) },
    true,
    'Offload C:0 G:0 Σ:0 | S/F C:0/0 G:0/0 | RL C:N/A G:40%',
  ],
  [
    'what Gemini had left of a window that is over',
    { gemini: totals({ allowance: { at: '', remainingPercent: 40, resetAt: '2026-11-20T12:00:00Z' } }) },
    true,
    'Offload C:0 G:0 Σ:0 | S/F C:0/0 G:0/0 | RL C:N/A G:N/A',
  ],
])('%s', (_name, backends, withGemini, line) => {
  expect(format(backends, withGemini)).toBe(line);
});

it('truncates', () => {
  expect(format({ codex: totals({ tokens: 999 }) }, false)).toContain('C:999 ');
  expect(format({ codex: totals({ tokens: 999_999 }) }, false)).toContain('C:999k ');
});
