import { expect, it } from 'vitest';
import type { Round } from '../../../src/refine/manifest.ts';
import { beginLine, endLines, fixLine, reviewLines } from '../../../src/refine/round-lines.ts';
import {
  applyAll,
  AT,
  fixed,
  landed,
  makeFinding,
  makeManifest,
  reviewed,
  reviewOf,
} from '../../support/refinement.ts';

const PLACE = { folder: 'runs/plan', branch: 'main', todo: 'Next: read it' };

function printTotal(rounds: Round[]): string | undefined {
  return endLines(makeManifest({ rounds }), PLACE).find((line) => line.startsWith('| total'));
}

it.each<[string, Partial<Round>[], string]>([
  ['all that is known', [{ codex_tokens: 5 }, { codex_tokens: 7 }], '12'],
  ['what is not known beside it', [{ codex_tokens: 5 }, {}], '5 + 1 N/A'],
  ['nothing known', [{}, {}], 'N/A'],
  ['an edit that did not tell', [{ codex_tokens: 5, implementer_ended_at: AT }], '5 + 1 N/A'],
])('adds up %s', (_what, rounds, tokens) => {
  const all = rounds.map((round, at): Round => ({ round: at + 1, ...round }));
  expect(printTotal(all)).toContain(`| ${tokens} |`);
});

it('records what a backend told of a call, and nothing for what it did not', () => {
  const { rounds } = applyAll(makeManifest(), [
    ...reviewed('a', reviewOf([makeFinding('x')])),
    ...fixed('b'),
    landed('c'),
  ]);
  expect(rounds).toMatchObject([{ codex_tokens: 10, codex_tool_uses: 1, implementer_tokens: 5 }]);
  expect(rounds[0]).not.toHaveProperty('implementer_tool_uses');
});

it('says at a clock time that a round begins', () => {
  const at = new Date(2026, 10, 21, 9, 5, 7).toISOString();
  expect(beginLine(2, at, 'codex')).toBe('─ Round 2 starting (09:05:07) ──── codex review (~2-5 min)');
});

it('says what a review found: how many of what weight, and the worst of them', () => {
  const findings = [
    makeFinding('small', { severity: 'low' }),
    makeFinding('unsure', { severity: 'critical', confidence: 0.1 }),
    makeFinding('less sure', { severity: 'high', confidence: 0.5 }),
    makeFinding('surer', { severity: 'high', confidence: 0.9, file: 'a.md', line_start: 7 }),
  ];
  const round: Round = { round: 3, findings, codex_elapsed_seconds: 125.4 };
  expect(reviewLines(round, 'runs/plan')).toEqual([
    '─ Round 3 done (2m05s) ──── 3 findings: 0C 2H 0M 1L · top: a.md:7 surer',
    '  full: runs/plan/findings.txt',
  ]);
  expect(reviewLines({ ...round, findings: [], parked: [makeFinding('x')] }, 'r')[0]).toBe(
    '─ Round 3 done (2m05s) ──── 0 findings: 0C 0H 0M 0L · 1 new, set aside',
  );
});

it('says what an edit did: what it dealt with, what it lost, its commit', () => {
  const todo = [makeFinding('a', { line_start: 3 }), makeFinding('b', { line_start: 9 })];
  const round: Round = { round: 1, implementer_elapsed_seconds: 61, commit: '0123456789abcdef' };
  expect(fixLine(round, todo)).toBe(
    '  impl 1m01s · 2/2 addressed at plan.md:3, plan.md:9 · drift OK · commit 0123456789',
  );
  expect(fixLine({ round: 1, drift_lost: ['gate', 'lock'], strays: ['x.ts', 'y.ts'] }, todo)).toBe(
    '  impl 0m00s · 0/2 addressed at plan.md:3, plan.md:9 · drift FAIL: gate · undone: x.ts, y.ts',
  );
});

it('ends with a table of all calls and where everything is', () => {
  const rounds: Round[] = [
    {
      round: 1,
      findings: [makeFinding('a')],
      codex_tokens: 10,
      codex_elapsed_seconds: 60,
      implementer_ended_at: AT,
      implementer_tokens: 5,
      implementer_elapsed_seconds: 65,
      commit: 'aaaaaaaaaaaaaaaa',
    },
    { round: 2, findings: [], codex_tokens: 7, codex_elapsed_seconds: 5, commit: 'bbbbbbbbbbbbbbbb' },
  ];
  const lines = endLines(makeManifest({ status: 'completed_clean', reason: 'all is well', rounds }), PLACE);
  expect(lines).toEqual([
    '═══ completed_clean ═══',
    'all is well',
    '| Phase | Findings | Tokens | Elapsed |',
    '|---|---|---|---|',
    '| round 1 review | 1 | 10 | 1m00s |',
    '| round 1 fix | - | 5 | 1m05s |',
    '| round 2 review | 0 | 7 | 0m05s |',
    '| total | 1 | 22 | 2m10s |',
    'Plan: /home/ada/plan.md',
    'State: runs/plan',
    'Commits: aaaaaaaaaa..bbbbbbbbbb (2 commits on main)',
    'Next: read it',
  ]);
  expect(endLines(makeManifest(), PLACE)).toContain('Commits: none');
});
