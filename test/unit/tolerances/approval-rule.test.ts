import { describe, expect, test } from 'vitest';
import { readSettings } from '../../../src/config/read-settings.ts';
import { type ApprovalRule, describeRule } from '../../../src/tasks/approval-rule.ts';
import type { Change, ChangedFile } from '../../../src/tolerances/changed-file.ts';
import { findApprovalRule, type RuledPlan } from '../../../src/tolerances/find-approval-rule.ts';
import { judgeRule } from '../../../src/tolerances/judge-rule.ts';

const TEA = 'docs/plans/2026-11-20-tea.md';

/** A plan of these tasks: the paths that each declares, and its backend. */
function planOf(...tasks: readonly { paths: readonly string[]; backend?: string }[]): RuledPlan {
  return {
    path: TEA,
    tasks: tasks.map(({ paths, backend = 'shell' }) => ({
      files: paths.map((path) => ({ kind: 'create' as const, path })),
      backend,
    })),
  };
}

const plan = planOf({ paths: ['docs/tea.md'] }, { paths: ['docs/cup.md'], backend: 'codex' });

describe('a rule covers a draft', () => {
  test.each<[string, Omit<ApprovalRule, 'name'>, RuledPlan, boolean]>([
    ['whose path it names', { plans: ['docs/plans/*-tea.md'] }, plan, true],
    ['and none at another path', { plans: ['docs/plans/*-coffee.md'] }, plan, false],
    ['when it names the backend of each task', { backends: ['codex', 'shell'] }, plan, true],
    ['and none with another backend', { backends: ['shell'] }, plan, false],
    [
      'of two side by side both',
      { backends: ['codex'] },
      planOf({ paths: [], backend: 'codex+gemini' }),
      false,
    ],
    [
      'a decision for a person is for a person',
      { backends: ['shell'] },
      planOf({ paths: [], backend: 'person' }),
      false,
    ],
    ['that declares to stay within its paths', { paths: ['docs/**'] }, plan, true],
    ['and none that declares another', { paths: ['docs/tea.md'] }, plan, false],
    [
      'and none that does not say',
      { paths: ['docs/**'] },
      planOf({ paths: ['docs/a'] }, { paths: [] }),
      false,
    ],
    ['that declares no more files', { files: 2 }, plan, true],
    ['and none that declares more', { files: 1 }, plan, false],
    ['with all that it says, not with a part', { files: 2, backends: ['shell'] }, plan, false],
    ['that says what it does', { lines: 100 }, planOf(), false],
  ])('%s', (_, conditions, of, covers) => {
    const rule = { name: 'small', ...conditions };
    expect(findApprovalRule([rule], of)).toEqual(covers ? rule : undefined);
  });

  test('the first of several counts', () => {
    const rules = ['one', 'two', 'three'].map((name, index) => ({ name, files: index + 1 }));
    expect(findApprovalRule(rules, plan)?.name).toBe('two');
    expect(findApprovalRule([], plan)).toBeUndefined();
  });
});

describe('what goes beyond the rule', () => {
  const change = (...files: ChangedFile[]): Change => ({ files, newDependencies: [] });
  const file: ChangedFile = { path: 'docs/tea.md', change: 'modified', added: 10, removed: 10 };
  const other: ChangedFile = { path: 'src/cup.ts', change: 'added', added: 1, removed: 0 };
  const lock: ChangedFile = { path: 'yarn.lock', change: 'modified', added: 900, removed: 100 };
  const left: ChangedFile = { path: 'docs/old.md', change: 'left' };
  const judge = (
    conditions: Omit<ApprovalRule, 'name'> | undefined,
    whole: Change,
    grants: Parameters<typeof judgeRule>[1]['grants'] = [],
    own = whole,
  ): string[] =>
    judgeRule(conditions && { name: 'small', ...conditions }, { own, whole, digest: 'd', grants }).map(
      ({ key, measured }) => `${key} - ${measured}`,
    );

  test('is nothing where a person has approved, or the work is within it', () => {
    expect(judge(undefined, change(file, other, lock))).toEqual([]);
    expect(judge({ files: 1, lines: 20, paths: ['docs/**'] }, change(file))).toEqual([]);
    expect(judge({ paths: ['docs/**', 'src/cup.ts'] }, change(file, other))).toEqual([]);
  });

  test('are files, of all the work on the plan; one that was moved is one', () => {
    expect(judge({ files: 1 }, change(file, left))).toEqual([]);
    expect(judge({ files: 1 }, change(file, other), [], change(other))).toEqual([
      'rule small files - 2 files: docs/tea.md, src/cup.ts',
    ]);
  });

  test('are lines: what is rewritten counts twice, what a package manager writes does not', () => {
    expect(judge({ lines: 19 }, change(file, lock))).toEqual([
      'rule small lines - 20 lines added or removed',
    ]);
  });

  test('are paths of the run', () => {
    expect(judge({ paths: ['docs/**'] }, change(file, other))).toEqual([
      'rule small paths d - changed: src/cup.ts',
    ]);
    expect(judge({ paths: ['docs/**'] }, change(file, other), [], change(file))).toEqual([]);
  });

  test("is let go by a person's word for as much, and no more", () => {
    const grants = [
      { key: 'rule small files', upTo: 2 },
      { key: 'rule small paths d', paths: ['src/cup.ts'] },
    ];
    expect(judge({ files: 1, paths: ['docs/**'] }, change(file, other), grants)).toEqual([]);
    expect(judge({ files: 1 }, change(file, other, lock), grants)).toHaveLength(1);
    expect(judge({ files: 1 }, change(file, other), [{ key: 'files', upTo: 9 }])).toHaveLength(1);
  });
});

test('a rule in words', () => {
  expect(describeRule({ name: 'n', plans: ['a'] })).toBe('any work');
  expect(describeRule({ name: 'n', paths: ['docs/**'], backends: ['shell'], files: 1, lines: 100 })).toBe(
    'within docs/**, by shell, at most 1 file, at most 100 lines',
  );
});

test.each([
  ['{ "name": "all" }', 'expected at least one of plans, paths, backends, files and lines'],
  ['{ "files": 3 }', 'name'],
  ['{ "name": "a\\nb", "files": 3 }', 'expected a name'],
  ['{ "name": "out", "paths": ["../**"] }', 'without ".."'],
  ['{ "name": "typo", "file": 3, "lines": 1 }', 'unknown key "approval.auto.0.file"'],
])('the rule %s is refused', (rule, words) => {
  const { diagnostics } = readSettings(Buffer.from(`{ "approval": { "auto": [${rule}] } }`), () => undefined);
  expect(diagnostics.map(({ message }) => message).join('\n')).toContain(words);
});

test.each([
  ['{ "auto": [{ "name": "small", "files": 3 }] }', ['approval.auto']],
  ['{ "auto": [] }', []],
  ['{ "quiet": "5m" }', []],
])('the settings %s ask for trust by %j', (approval, keys) => {
  expect(readSettings(Buffer.from(`{ "approval": ${approval} }`), () => undefined).commandKeys).toEqual(keys);
});
