import { fc, test } from '../../support/property.ts';
import { describe, expect, it } from 'vitest';
import { type Drift, findDrift } from '../../../src/guard/find-drift.ts';
import { readSentinels } from '../../../src/guard/read-sentinels.ts';
import { mapTokens, planModel, writePlan, writing } from '../../support/plan-text.ts';

const PATH = 'docs/plans/a.md';

function compare(before: string, after: string | undefined): Drift[] {
  return findDrift([{ path: PATH, before, after }]);
}

function listSentinels(text: string): string[] {
  return readSentinels(text).sentinels.map((one) => one.text);
}

describe('a change of one plan', () => {
  test.prop([planModel, writing, writing])('may write it down in another way', (plan, one, other) => {
    expect(compare(writePlan(plan, one), writePlan(plan, other))).toEqual([]);
  });

  test.prop([planModel, writing, fc.infiniteStream(fc.nat())])(
    'may move its sections',
    (plan, how, order) => {
      const moved = plan
        .map((section) => ({ section, key: order.next().value ?? 0 }))
        .sort((a, b) => a.key - b.key)
        .map(({ section }) => section);
      expect(compare(writePlan(plan, how), writePlan(moved, how))).toEqual([]);
    },
  );

  test.prop([planModel, writing, writing])('may not take a sentinel, whichever it is', (plan, one, other) => {
    const before = writePlan(plan, one);
    for (const sentinel of listSentinels(before)) {
      const bytes = Buffer.from(sentinel, 'latin1').toString('utf8');
      const without = mapTokens(plan, (token) =>
        token.kind === 'code' && token.text === bytes ? [] : [token],
      );
      const found = compare(before, writePlan(without, other));
      expect(found.map((drift) => `${drift.rule} ${drift.sentinel}`)).toEqual([
        `sentinel-vanished ${sentinel}`,
      ]);
    }
  });

  test.prop([planModel, writing])('may not take the markers', (plan, how) => {
    const before = writePlan(plan, how);
    const unmarked = mapTokens(plan, (token) => (token.kind === 'marker' ? [] : [token]));
    const found = compare(before, writePlan(unmarked, how));
    expect(found.map(({ rule, sentinel }) => `${rule} ${sentinel}`)).toEqual(
      listSentinels(before).map((sentinel) => `marker-lost ${sentinel}`),
    );
  });

  test.prop([planModel, writing])('may not empty the plan or delete it', (plan, how) => {
    const before = writePlan(plan, how);
    const count = listSentinels(before).length;
    expect(compare(before, '')).toHaveLength(count);
    expect(compare(before, undefined).filter(({ planGone }) => planGone)).toHaveLength(count);
  });

  it('compares exactly', () => {
    const before = '**load-bearing** `BAR` `--mode write`\n';
    expect(compare(before, '**load-bearing** `BAR_V2` `--mode  write`\n')).toMatchObject([
      { rule: 'sentinel-vanished', sentinel: 'BAR', line: 1 },
    ]);
    expect(compare(before, '**load-bearing** `BAR` --mode write\n')).toMatchObject([
      { sentinel: '--mode write' },
    ]);
    expect(compare(before, '**load-bearing** `bar` `--mode write`\n')).toMatchObject([{ sentinel: 'BAR' }]);
  });

  it('says where a sentinel stands that lost its marker', () => {
    expect(compare('**load-bearing** `BAR`\n', '**load-bearing**\n\n`BAR`\n')).toEqual([
      {
        rule: 'marker-lost',
        sentinel: 'BAR',
        path: PATH,
        line: 1,
        planGone: false,
        now: { path: PATH, line: 3 },
      },
    ]);
  });
});

describe('a change of several plans', () => {
  const marked = '# P\n\n**load-bearing** `BAR`\n';

  it('may move a plan, also when it is edited', () => {
    const to = { path: 'docs/plans/completed/a.md', before: undefined };
    const from = { path: PATH, before: marked, after: undefined };
    expect(findDrift([from, { ...to, after: `${marked}\nmuch more\n` }])).toEqual([]);
    expect(findDrift([from, { ...to, after: 'other **load-bearing** `BAZ`\n' }])).toMatchObject([
      { rule: 'sentinel-vanished', planGone: true },
    ]);
    expect(findDrift([from, { ...to, after: 'other `BAR`\n' }])).toMatchObject([
      { rule: 'marker-lost', now: { path: 'docs/plans/completed/a.md', line: 1 } },
    ]);
  });

  it('may move a sentinel to a plan that did not have it, and only there', () => {
    const from = { path: PATH, before: marked, after: '# P\n' };
    expect(findDrift([from, { path: 'b.md', before: '# B\n', after: marked }])).toEqual([]);
    expect(findDrift([from, { path: 'b.md', before: marked, after: `${marked}\nmore\n` }])).toHaveLength(1);
  });
});

describe('retiring', () => {
  const before = '# P\n\n**load-bearing** `BAR`\n\n## Decision Log\n\n- Decision: keep `BAR`.\n';

  it.each([
    ['- Decision: Retire the sentinel `BAR`.\n  Rationale: no.', 0],
    ['- 2026-11-21: retired `BAR` because `BAZ` is there', 0],
    ['- **Retired:** `BAR`', 0],
    ['- Retire the\n  sentinel `BAR`.', 0],
    ['- [x] 2026-11-21 \xE2\x80\x94 Retire: `BAR`', 0],
    ['| 2026-11-21 | Ada | Retired `BAR` |', 0],
    ['- Decision: do not retire `BAR`.', 1],
    ['- We didn\xE2\x80\x99t retire `BAR`', 1],
    ['- We rejected the proposal to retire `BAR`.', 1],
    ['- Decision: must never be retired: `BAR`', 1],
    ['- Rationale: to retire `BAR` would break users', 1],
    ['- Nothing like `BAZ` retires `BAR`', 1],
    ['- \xE4\xB8\x8D\xE8\xA6\x81 retire `BAR`', 1],
    ['- Decision: retire `BAR_V2`.', 1],
    ['- Retired `BAZ`, which `BAR` needs', 1],
    ['\n## Notes\n\n- Retired `BAR`', 1],
    ['\n```\n- Retired `BAR`\n```', 1],
  ])('%j leaves %i losses', (entry, losses) => {
    const after = `# P\n\n## Decision Log\n\n- Decision: keep\n${entry}\n`;
    expect(compare(before, after)).toHaveLength(losses);
  });

  it('counts from before, so that the plan can go afterwards', () => {
    expect(compare(`${before}- Retired \`BAR\`\n`, undefined)).toEqual([]);
  });

  it('counts in the new place of a plan that has moved, but not in another plan', () => {
    const entry = '# P\n\n## Decision Log\n\n- Retired `BAR`\n';
    const from = { path: PATH, before, after: undefined };
    expect(findDrift([from, { path: 'b.md', before: undefined, after: entry }])).toEqual([]);
    expect(findDrift([from, { path: 'b.md', before: '# B\n', after: entry }])).toHaveLength(1);
  });
});
