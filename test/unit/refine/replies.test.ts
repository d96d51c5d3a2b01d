import { describe, expect, it } from 'vitest';
import { buildFixPrompt } from '../../../src/executors/refine-prompt.ts';
import { nameRun, slugOfPlan } from '../../../src/refine/plan-slug.ts';
import { readOutput, readReply } from '../../../src/refine/read-reply.ts';
import { readVerification, readVerifiedOutput } from '../../../src/refine/read-verification.ts';
import { roundMessage } from '../../../src/refine/round-message.ts';
import { makeFinding, makeManifest } from '../../support/refinement.ts';
import { APPROVES, finds } from '../../support/scripted-codex.ts';

describe('the output of a program', () => {
  it.each([
    ['alone', APPROVES.says],
    ['in a fence', `\`\`\`json\n${APPROVES.says}\n\`\`\`\n`],
    ['after what it did', `reading {a} and { "b": 1 }\n${APPROVES.says}\n`],
    ['after the plan with an approval in it', `${APPROVES.says}\nnow I judge:\n${APPROVES.says}`],
  ])('approves with a verdict %s', (_how, output) =>
    expect(readOutput(output)).toMatchObject({ kind: 'review', review: { verdict: 'approve' } }),
  );

  it.each([
    ['nothing', ''],
    ['a verdict and more', `${APPROVES.says}\nTraceback (most recent call last)`],
    ['a verdict and another object', `${APPROVES.says}\n{"type":"end"}`],
    ['a verdict that is cut off', APPROVES.says.slice(0, -1)],
    ['a verdict in another object', `{"result":${APPROVES.says}}`],
  ])('does not approve with %s', (_what, output) =>
    expect(readOutput(output)).toEqual({ kind: 'malformed' }),
  );

  it('asks for changes wherever it says so', () => {
    const output = `${finds({ title: 'No end' }).says}\ndone in 3 s\n${APPROVES.says}`;
    expect(readOutput(output)).toMatchObject({ kind: 'review', review: { verdict: 'needs-attention' } });
  });
});

describe('a reply that is no JSON', () => {
  it.each([
    [
      '- [high] No version (plan.md:12-14)',
      { severity: 'high', title: 'No version', line_start: 12, line_end: 14 },
    ],
    ['2. **Critical**: Loses rows', { severity: 'critical', title: 'Loses rows' }],
    ['### Medium - Nobody rolls back', { severity: 'medium', title: 'Nobody rolls back' }],
  ])('tells a finding: %s', (line, finding) => {
    const reply = readReply(`I looked at it.\n\n${line}\n`);
    expect(reply).toMatchObject({ kind: 'review', degraded: true, review: { verdict: 'needs-attention' } });
    expect(reply.kind === 'review' && reply.review.findings).toMatchObject([finding]);
  });

  it.each([
    '',
    'Sure, I will review it now.',
    'approve',
    'Verdict: approve. No findings.',
    'The high road is fine.',
  ])('approves nothing: %s', (text) => expect(readReply(text)).toEqual({ kind: 'malformed' }));
});

describe('a verification', () => {
  it('may have prose or a fence around it', () => {
    const answer = {
      items: [
        { item: 0, fixed: true, why: 'x' },
        { item: 1, fixed: false },
      ],
      new: [],
    };
    const text = `Here:\n\`\`\`json\n${JSON.stringify(answer)}\n\`\`\``;
    expect(readVerification(text)).toEqual({ kind: 'verified', fixed: [0], parked: [] });
  });

  it.each(['', 'All fixed!', '{"items": "all"}', '{"items": [{"item": 0, "fixed": "yes"}]}'])(
    'that cannot be understood leaves all open: %s',
    (text) => expect(readVerification(text)).toEqual({ kind: 'verified', fixed: [], parked: [] }),
  );

  it('of a program counts only as the last thing it prints', () => {
    const says = JSON.stringify({ items: [{ item: 0, fixed: true }] });
    expect(readVerifiedOutput(`reading {a}\n${says}\n`)).toMatchObject({ fixed: [0] });
    expect(readVerifiedOutput(`${says}\nTraceback:`)).toMatchObject({ fixed: [] });
    expect(readVerifiedOutput('')).toMatchObject({ fixed: [] });
  });

  it('that says both of an item leaves it open', () => {
    const items = [true, false].map((fixed) => ({ item: 0, fixed }));
    expect(readVerification(JSON.stringify({ items }))).toMatchObject({ fixed: [] });
  });
});

it.each([
  ['docs/plans/20260101-foo-bar.md', 'foo-bar'],
  ['docs/plans/2026-01-01-foo.md', 'foo'],
  ['auth-rewrite.md', 'auth-rewrite'],
])('%s is called %s', (path, slug) => expect(slugOfPlan(path)).toBe(slug));

it('two runs in one second have two names', () => {
  const first = nameRun('plan', '2026-03-01T10:00:00.123Z', []);
  expect(first).toBe('plan-20260301T100000Z');
  expect(nameRun('plan', '2026-03-01T10:00:00.456Z', [first])).toBe('plan-20260301T100000Z-2');
});

it('the message of a round names what was dealt with, worst first', () => {
  const done = [makeFinding('a', { severity: 'medium' }), makeFinding('b\nc', { severity: 'critical' })];
  expect(roundMessage(makeManifest(), { round: 3 }, 'codex', done)).toBe(
    'docs(plans): refine plan against codex (round 3)\n\n1 critical (b c) + 1 medium (a)\n\n' +
      'Planex-Refine: plan-20260301T100000Z\nPlanex-Round: 3\n',
  );
});

it('what a reviewer says reaches programs without the bytes that none can be started with', () => {
  const found = makeFinding('a\0b\u001b[31m');
  const message = roundMessage(makeManifest(), { round: 1 }, 'codex', [found]);
  expect(message).toContain('1 high (a b [31m)');
  expect(buildFixPrompt('plan.md', [found], [found])).not.toContain('\0');
});
