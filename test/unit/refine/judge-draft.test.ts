import { describe, expect, it } from 'vitest';
import { type DraftFacts, judgeDraft } from '../../../src/refine/judge-draft.ts';
import { AT, makeManifest } from '../../support/refinement.ts';

const NOW = Date.parse(AT);
const CLEAN = makeManifest({ status: 'completed_clean', final_plan_sha256: 'a' });
const OPEN = makeManifest({ background: true, rounds: [{ round: 1, branch: 'main' }] });

function judge(change: Partial<DraftFacts>) {
  return judgeDraft({
    isDraft: true,
    tasks: 3,
    admitted: true,
    digest: 'a',
    branch: 'main',
    nowMs: NOW,
    restedMs: 1_000,
    quietMs: 1_000,
    isOwn: true,
    ...change,
  });
}

function held(change: { until?: string; plan_sha256?: string }) {
  return {
    ...OPEN,
    held: { reason: 'a limit', at: AT, until: undefined, plan_sha256: undefined, ...change },
  };
}

describe('a plan without a refinement under way', () => {
  it.each<[string, Partial<DraftFacts>, ReturnType<typeof judge>]>([
    ['is begun with', {}, { do: 'start' }],
    ['that is no draft is left alone', { isDraft: false }, { do: 'nothing' }],
    ['of two tasks is left alone', { tasks: 2 }, { do: 'nothing' }],
    ['from elsewhere is left alone', { admitted: false }, { do: 'nothing' }],
    ['that is still written waits', { restedMs: 400 }, { do: 'wait', inMs: 600 }],
    ['that is clean stays so', { last: CLEAN }, { do: 'nothing' }],
    ['is begun with anew once it was changed', { last: CLEAN, digest: 'b' }, { do: 'start' }],
    [
      'that ended badly is not paid for twice',
      { last: { ...CLEAN, status: 'aborted_drift' } },
      { do: 'nothing' },
    ],
    [
      'whose record is of another program is left alone by its last digest',
      { last: makeManifest({ status: 'completed_cap', rounds: [{ round: 1, plan_sha256_before: 'a' }] }) },
      { do: 'nothing' },
    ],
  ])('%s', (_what, facts, verdict) => {
    expect(judge(facts)).toEqual(verdict);
  });
});

describe('a refinement that is not over', () => {
  it.each<[string, Partial<DraftFacts>, ReturnType<typeof judge>]>([
    ['is gone on with', { last: OPEN }, { do: 'resume' }],
    ['that a person began is left to them', { last: makeManifest() }, { do: 'nothing' }],
    ['that came with a checkout is left alone', { last: OPEN, isOwn: false }, { do: 'nothing' }],
    ['waits for its branch', { last: OPEN, branch: 'other' }, { do: 'wait' }],
    [
      'waits for a limit',
      { last: held({ until: new Date(NOW + 50).toISOString() }) },
      { do: 'wait', inMs: 50 },
    ],
    ['is gone on with after the limit', { last: held({ until: AT }) }, { do: 'resume' }],
    ['waits for a change of the plan', { last: held({ plan_sha256: 'a' }) }, { do: 'wait' }],
    ['is gone on with after the change', { last: held({ plan_sha256: 'b' }) }, { do: 'resume' }],
  ])('%s', (_what, facts, verdict) => {
    expect(judge(facts)).toEqual(verdict);
  });
});
