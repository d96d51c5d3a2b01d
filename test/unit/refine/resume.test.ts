import { fc, test as property } from '../../support/property.ts';
import { describe, expect, it } from 'vitest';
import { applyEvent } from '../../../src/refine/apply-event.ts';
import { type Manifest, parseManifest, REFINE_MODES } from '../../../src/refine/manifest.ts';
import { nextStep, type RefineStep } from '../../../src/refine/next-step.ts';
import type { RefineEvent } from '../../../src/refine/refine-event.ts';
import {
  AT,
  fixed,
  landed,
  makeFinding,
  makeManifest,
  reviewed,
  reviewOf,
} from '../../support/refinement.ts';

const words = fc.constantFrom('alpha', 'beta', 'gamma', 'delta', 'epsilon');
const findings = fc.array(words, { maxLength: 3 }).map((titles) => titles.map((title) => makeFinding(title)));
const chance = fc.record({
  findings,
  isMalformed: fc.boolean(),
  losesSentinel: fc.boolean(),
  changesNothing: fc.boolean(),
  isRefused: fc.boolean(),
  choice: fc.nat(),
});

type Draw = typeof chance extends fc.Arbitrary<infer T> ? T : never;

/** What the world answers to a step, as chance has it. */
function answer(step: RefineStep, draw: Draw, digest: string): RefineEvent[] {
  const pick = <T>(items: readonly [T, ...T[]]): T => items[draw.choice % items.length] ?? items[0];
  switch (step.do) {
    case 'review':
      return reviewed(digest, draw.isMalformed ? { kind: 'malformed' } : reviewOf(draw.findings));
    case 'verify': {
      const closed = step.items
        .map(({ position }) => position)
        .filter((position) => position % 2 === draw.choice % 2);
      const reply = { kind: 'verified', fixed: closed, parked: [] } as const;
      return [
        { type: 'review:started', at: AT, digest },
        { type: 'verify:ended', at: AT, digest, reply: { ...reply, parked: [] }, spend: {} },
      ];
    }
    case 'ask-stuck':
      return [{ type: 'stuck:answered', choice: pick(['continue', 'expand', 'terminate'] as const) }];
    case 'fix':
      return fixed(draw.changesNothing ? digest : `${digest}+`, draw.losesSentinel ? ['KEEP'] : []);
    case 'ask-drift':
      return [{ type: 'drift:answered', choice: pick(['override', 'revert', 'abort'] as const) }];
    case 'commit':
      return [draw.isRefused ? { type: 'commit:refused', output: 'no' } : landed(`commit of ${digest}`)];
    case 'ask-hook':
      return [{ type: 'hook:answered', choice: pick(['retry', 'abort'] as const) }];
    case 'finish':
      return [{ type: 'run:ended', at: AT, status: step.status, reason: step.reason }];
    case 'nothing':
      return [];
  }
}

describe('a refinement that is interrupted', () => {
  property.prop([fc.array(chance, { maxLength: 60 }), fc.constantFrom(...REFINE_MODES)])(
    'goes on from what its record says, and repeats no review that was paid and no round that was committed',
    (draws, mode) => {
      let manifest: Manifest = makeManifest({ mode });
      const paid = new Set<number>();
      const committed: number[] = [];
      for (const [index, draw] of draws.entries()) {
        const step = nextStep(manifest);
        if (step.do === 'review' || step.do === 'verify') {
          expect(paid).not.toContain(step.round);
          expect(committed).not.toContain(step.round);
        }
        for (const event of answer(step, draw, `version ${index}`)) {
          manifest = applyEvent(manifest, event);
          // Killed here: only the file is left.
          const read = parseManifest(JSON.stringify(manifest));
          expect(read).toEqual(manifest);
          if (read !== undefined) expect(nextStep(read)).toEqual(nextStep(manifest));
          if (event.type === 'review:ended' || event.type === 'verify:ended')
            paid.add(manifest.current_round);
          if (event.type === 'commit:landed') committed.push(manifest.current_round);
        }
      }
      expect(new Set(committed).size).toBe(committed.length);
      expect(manifest.rounds.map(({ round }) => round)).toEqual(
        manifest.rounds.map((_round, index) => index + 1),
      );
    },
  );

  property.prop([fc.array(chance, { minLength: 200, maxLength: 200 }), fc.constantFrom(...REFINE_MODES)], {
    numRuns: 20,
  })('comes to an end, whatever it is answered', (draws, mode) => {
    let manifest: Manifest = makeManifest({ mode });
    for (const [index, draw] of draws.entries()) {
      // Who retries a commit for ever is not stopped.
      for (const event of answer(nextStep(manifest), { ...draw, isRefused: false }, `version ${index}`)) {
        manifest = applyEvent(manifest, event);
      }
    }
    expect(nextStep(manifest).do).toBe('nothing');
  });
});

describe('a record that planex did not write', () => {
  const round = { round: 1, codex_started_at: AT, codex_ended_at: AT, codex_tokens: 9, codex_tool_uses: 0 };
  const record = { ...makeManifest({ current_round: 1 }), ended_at: null, agent: { name: 'someone' } };
  const done = { ...round, implementer_started_at: AT, implementer_ended_at: AT, implementer_tokens: 3 };

  it('is understood, and what planex does not know in it is kept', () => {
    const read = parseManifest(JSON.stringify({ ...record, rounds: [{ ...done, note: 'kept' }] }));
    expect(read).toMatchObject({ agent: { name: 'someone' }, rounds: [{ note: 'kept' }] });
    expect(read && nextStep(read)).toEqual({ do: 'review', round: 2 });
  });

  it('says not which bytes were reviewed, so that its last review counts for nothing', () => {
    const read = parseManifest(JSON.stringify({ ...record, rounds: [round] }));
    expect(read && nextStep(read)).toEqual({ do: 'review', round: 1 });
  });

  it.each(['', '{', '[]', '{"schema_version":2}'])('is not guessed at: %s', (text) => {
    expect(parseManifest(text)).toBeUndefined();
  });
});
