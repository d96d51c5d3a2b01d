import { expect, it } from 'vitest';
import type { Round } from '../../../src/refine/manifest.ts';
import { endLines } from '../../../src/refine/round-lines.ts';
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
