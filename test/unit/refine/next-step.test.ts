import { describe, expect, it } from 'vitest';
import { nextStep } from '../../../src/refine/next-step.ts';
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

const gap = makeFinding('The wire format names no version');
const moved = { ...gap, title: 'Wire format names no version (line 90)', line_start: 90, line_end: 91 };
const after = (events: readonly RefineEvent[], change = {}) =>
  nextStep(applyAll(makeManifest(change), events));
const round = (from: string, to: string, findings = [gap]): RefineEvent[] => [
  ...reviewed(from, reviewOf(findings)),
  ...fixed(to),
  landed(`commit ${to}`),
];

describe('the way of a round', () => {
  it('is review, fix, commit, and the next review', () => {
    expect(after([])).toEqual({ do: 'review', round: 1 });
    const review = reviewed('a', reviewOf([gap, makeFinding('noise', { confidence: 0.29 })]));
    expect(after(review)).toEqual({ do: 'fix', round: 1, findings: [gap], beyond: [] });
    expect(after([...review, ...fixed('b')])).toEqual({ do: 'commit', round: 1 });
    expect(after(round('a', 'b'))).toEqual({ do: 'review', round: 2 });
  });

  it('begins its review again when that was never ended', () => {
    const [started] = reviewed('a', reviewOf([]));
    if (started === undefined) throw new Error('a review starts');
    expect(after([started])).toEqual({ do: 'review', round: 1 });
    expect(applyAll(makeManifest(), [started, started]).rounds).toHaveLength(1);
  });
});

describe('a refinement ends', () => {
  it.each<[string, string, RefineEvent[]]>([
    ['completed_clean', 'with an approval that has nothing to act on', reviewed('a', reviewOf([]))],
    [
      'completed_clean',
      'with noise only',
      reviewed('a', reviewOf([makeFinding('x', { confidence: 0.2 })], 'approve')),
    ],
    ['aborted_codex_error', 'without a review', reviewed('a', { kind: 'error', message: 'signed out' })],
    ['aborted_malformed_output', 'with words nobody understands', reviewed('a', { kind: 'malformed' })],
    [
      'aborted_implementer_noop',
      'when the bytes are the same',
      [...reviewed('a', reviewOf([gap])), ...fixed('a')],
    ],
    ['aborted_implementer_noop', 'when no change is named', reviewed('a', reviewOf([], 'needs-attention'))],
    [
      'aborted_drift',
      'with a lost sentinel',
      [
        ...reviewed('a', reviewOf([gap])),
        ...fixed('b', ['KEEP']),
        { type: 'drift:answered', choice: 'abort' },
      ],
    ],
    [
      'aborted_commit_failed',
      'with a hook that refuses',
      [
        ...reviewed('a', reviewOf([gap])),
        ...fixed('b'),
        { type: 'commit:refused', output: 'too long a line\nmore' },
        { type: 'hook:answered', choice: 'abort' },
      ],
    ],
    [
      'completed_cap',
      'when somebody has had enough of a finding that comes back',
      [
        ...round('a', 'b'),
        ...reviewed('b', reviewOf([moved])),
        { type: 'stuck:answered', choice: 'terminate' },
      ],
    ],
    [
      'completed_cap',
      'when it gets worse and worse',
      [
        ...round('a', 'b', [makeFinding('one', { severity: 'medium', confidence: 0.84 })]),
        ...round('b', 'c', [makeFinding('two', { severity: 'medium', confidence: 0.96 })]),
        ...reviewed('c', reviewOf([makeFinding('three', { severity: 'critical', confidence: 0.86 })])),
      ],
    ],
  ])('%s %s', (status, _how, events) => {
    const step = after(events);
    expect(step).toMatchObject({ do: 'finish', status });
    if (step.do !== 'finish') return;
    expect(step.reason).not.toBe('');
    const { reason } = step;
    expect(after([...events, { type: 'run:ended', at: AT, status: step.status, reason }])).toEqual({
      do: 'nothing',
      status,
    });
  });

  it('completed_cap after its last round', () => {
    const rounds = [...round('a', 'b'), ...round('b', 'c', [makeFinding('another')])];
    expect(after(rounds, { max_rounds: 2 })).toMatchObject({ do: 'finish', status: 'completed_cap' });
    expect(after(rounds, { max_rounds: 3 })).toEqual({ do: 'review', round: 3 });
  });
});

describe('an approval', () => {
  it('of bytes that are not the plan any more is none', () => {
    expect(after(reviewed('a', reviewOf([]), 'b'))).toEqual({ do: 'review', round: 2 });
  });
});

describe('what keeps coming back', () => {
  const again = [...round('a', 'b'), ...reviewed('b', reviewOf([moved]))];

  it('is asked about once, by what it says and not by where it stands', () => {
    expect(after(again)).toEqual({ do: 'ask-stuck', findings: [moved] });
    const goesOn: RefineEvent[] = [...again, { type: 'stuck:answered', choice: 'continue' }];
    expect(after(goesOn)).toMatchObject({ do: 'fix', beyond: [] });
    const third = [...goesOn, ...fixed('c'), landed('c'), ...reviewed('c', reviewOf([gap]))];
    expect(after(third)).toMatchObject({ do: 'fix', beyond: [] });
    const other = makeFinding('Nobody can roll back');
    const fourth = [...third, ...fixed('d'), landed('d'), ...reviewed('d', reviewOf([gap, other]))];
    expect(after(fourth)).toMatchObject({ do: 'fix' });
    const fifth = [...fourth, ...fixed('e'), landed('e'), ...reviewed('e', reviewOf([other]))];
    expect(after(fifth)).toEqual({ do: 'ask-stuck', findings: [other] });
  });

  it('may be mended beyond what it names', () => {
    expect(after([...again, { type: 'stuck:answered', choice: 'expand' }])).toMatchObject({
      do: 'fix',
      beyond: [moved],
    });
  });
});

describe('an edit that loses a sentinel', () => {
  const lossy = [...reviewed('a', reviewOf([gap])), ...fixed('b', ['KEEP'])];

  it('is asked about', () => expect(after(lossy)).toEqual({ do: 'ask-drift', lost: ['KEEP'] }));

  it('is committed when somebody says so', () => {
    expect(after([...lossy, { type: 'drift:answered', choice: 'override' }])).toEqual({
      do: 'commit',
      round: 1,
    });
  });

  it('is taken back and the plan reviewed anew', () => {
    expect(after([...lossy, { type: 'drift:answered', choice: 'revert' }])).toEqual({
      do: 'review',
      round: 2,
    });
  });
});

it('a commit that was refused is tried again when somebody says so', () => {
  const refused: RefineEvent[] = [
    ...reviewed('a', reviewOf([gap])),
    ...fixed('b'),
    { type: 'commit:refused', output: 'no' },
  ];
  expect(after(refused)).toEqual({ do: 'ask-hook', output: 'no' });
  const retried: RefineEvent[] = [...refused, { type: 'hook:answered', choice: 'retry' }];
  expect(after(retried)).toEqual({ do: 'commit', round: 1 });
  expect(after([...retried, { type: 'commit:refused', output: 'no' }])).toEqual({
    do: 'ask-hook',
    output: 'no',
  });
});
