import { fc, test as property } from '../../support/property.ts';
import { describe, expect, it } from 'vitest';
import type { Manifest } from '../../../src/refine/manifest.ts';
import { nextStep } from '../../../src/refine/next-step.ts';
import { listOpen } from '../../../src/refine/open-items.ts';
import type { RefineEvent } from '../../../src/refine/refine-event.ts';
import {
  AT,
  applyAll,
  fixed,
  landed,
  makeFinding,
  makeManifest,
  reviewed,
  reviewOf,
} from '../../support/refinement.ts';

const list = ['one', 'two', 'three'].map((title) => makeFinding(title));
const hunted = applyAll(makeManifest({ mode: 'verify' }), [
  ...reviewed('a', reviewOf(list)),
  ...fixed('b'),
  landed('b'),
]);
const judged = (
  digest: string,
  closed: number[],
  parked = [makeFinding('new')],
  now = digest,
): RefineEvent[] => [
  { type: 'review:started', at: AT, digest },
  {
    type: 'verify:ended',
    at: AT,
    digest: now,
    reply: { kind: 'verified', fixed: closed, parked },
    spend: {},
  },
];
const mended = (digest: string): RefineEvent[] => [...fixed(digest), landed(digest)];

describe('mode verify', () => {
  it('asks about the frozen list and acts on what is left of it only', () => {
    expect(nextStep(hunted)).toMatchObject({ do: 'verify', round: 2, items: { length: 3 } });
    const later = applyAll(hunted, judged('b', [0, 2, 7]));
    expect(nextStep(later)).toEqual({ do: 'fix', round: 2, findings: [list[1]], beyond: [] });
    expect(later.rounds.at(-1)).toMatchObject({
      parked: [makeFinding('new')],
      findings: [list[1]],
      verdict: 'needs-attention',
    });
  });

  it('ends when the list is empty', () => {
    const done = applyAll(hunted, judged('b', [0, 1, 2]));
    expect(nextStep(done)).toMatchObject({ do: 'finish', status: 'completed_clean' });
  });

  it('closes nothing for bytes that are not the plan any more', () => {
    const changed = applyAll(hunted, judged('b', [0, 1, 2], [], 'c'));
    expect(nextStep(changed)).toMatchObject({ do: 'verify', round: 3, items: { length: 3 } });
  });

  it('ends after four rounds', () => {
    const rounds = ['b', 'c', 'd'].flatMap((digest) => [...judged(digest, []), ...mended(`${digest}+`)]);
    expect(nextStep(applyAll(hunted, rounds))).toMatchObject({ do: 'finish', status: 'completed_cap' });
  });

  it('needs no list when the first review approves', () => {
    const approved = applyAll(makeManifest({ mode: 'verify' }), reviewed('a', reviewOf([])));
    expect(nextStep(approved)).toMatchObject({ do: 'finish', status: 'completed_clean' });
  });

  property.prop([fc.array(fc.array(fc.integer({ min: -2, max: 9 })), { maxLength: 8 })])(
    'never makes the list longer, whatever is answered',
    (answers) => {
      let manifest: Manifest = hunted;
      for (const [index, closed] of answers.entries()) {
        const before = listOpen(manifest).map(({ position }) => position);
        manifest = applyAll(manifest, [...judged(`d${index}`, closed), ...mended(`e${index}`)]);
        const left = listOpen(manifest).map(({ position }) => position);
        expect(before).toEqual(expect.arrayContaining(left));
        expect(manifest.frozen).toEqual(list);
      }
    },
  );
});
