import { describe, expect, test } from 'vitest';
import {
  breachSchema,
  describeBreach,
  type Violation,
  violationSchema,
  wordBreachOptions,
  wordViolations,
} from '../../../src/tasks/breach.ts';

const FILES: Violation = {
  key: 'files',
  kind: 'files',
  threshold: 'at most 2 files (line 9)',
  measured: '3 files',
};
const TIME: Violation = { key: 'time', kind: 'time', threshold: 'at most 1 hour', measured: '61 minutes' };
const TRIES: Violation = {
  key: 'attempts',
  kind: 'attempts',
  threshold: 'at most 2',
  measured: '3 attempts',
};
const BLAST: Violation = {
  key: 'high-blast-radius',
  kind: 'high-blast-radius',
  threshold: 'asks for a word',
  measured: 'it changes auth/login.ts',
};
const TASK = { id: 'docs/plans/tea#1', artifactPath: 'docs/plans/tea.md', artifactKind: 'plan' } as const;

describe('the ways to go on', () => {
  test.each<[string, boolean, Violation[], string]>([
    [
      'work that is done can land',
      true,
      [TIME],
      'accept it and land the work that is kept, once it is verified',
    ],
    ['work that is not done goes on', false, [FILES], 'go on'],
    ['what is counted is granted again', false, [TIME, TRIES], 'go on and allow as much again'],
    ['only where all of it is counted', false, [TIME, FILES], 'go on'],
  ])('%s', (_, finished, violations, first) => {
    expect(wordBreachOptions({ finished, violations })).toEqual([
      first,
      'discard the work and begin again within the same limits',
      'give the task up',
    ]);
  });
});

test('each violation is told with what was measured and what the limit is', () => {
  expect(wordViolations([FILES, TIME])).toBe(
    '3 files; the limit is at most 2 files (line 9). 61 minutes; the limit is at most 1 hour',
  );
});

describe('a task that waits for a word on a breach', () => {
  test('says what was passed, the numbered ways on, and where the work is', () => {
    expect(describeBreach(TASK, { finished: true, violations: [FILES], run: 'r1' })).toEqual({
      code: 'breach',
      message:
        '3 files; the limit is at most 2 files (line 9). (1) accept it and land the work that is kept, once it is verified, ' +
        '(2) discard the work and begin again within the same limits, (3) give the task up',
      action:
        'planex resolve docs/plans/tea#1 --option <n>; or change the limits in docs/plans/tea.md; the work is kept at ' +
        'refs/planex/runs/r1',
    });
  });

  test('of a solution, has no limits that could be edited', () => {
    const task = { ...TASK, artifactKind: 'solution' as const };
    expect(describeBreach(task, { finished: true, violations: [FILES], run: 'r1' }).action).toBe(
      'planex resolve docs/plans/tea#1 --option <n>; the work is kept at refs/planex/runs/r1',
    );
  });

  test('waits for an approval where a rule has approved the plan for less', () => {
    const rule: Violation = { ...FILES, kind: 'approval' };
    expect(describeBreach(TASK, { finished: true, violations: [rule], run: 'r1' })).toEqual({
      code: 'approval',
      message:
        'more than the rule lets go that has approved the plan: 3 files; the limit is at most 2 files (line 9)',
      action:
        'planex approve docs/plans/tea.md lands it, once it is verified, and lifts the rule; ' +
        'planex resolve docs/plans/tea#1 --option 2 begins again; the work is kept at refs/planex/runs/r1',
    });
    expect(describeBreach(TASK, { finished: true, violations: [rule, TIME], run: 'r1' }).code).toBe('breach');
  });

  test('is a question where only paths of high blast radius are concerned', () => {
    const asked = describeBreach(TASK, { finished: true, violations: [BLAST], run: 'r1' });
    expect(asked).toMatchObject({
      code: 'clarification',
      message: expect.stringMatching(/^high-blast-radius: it changes auth\/login\.ts/),
      action: 'planex resolve docs/plans/tea#1 --option <n>; the work is kept at refs/planex/runs/r1',
    });
    expect(describeBreach(TASK, { finished: true, violations: [BLAST, FILES], run: 'r1' }).code).toBe(
      'breach',
    );
  });
});

test('what is on disk is taken only in its form', () => {
  const breach = {
    digest: 'd',
    run: 'r1',
    finished: true,
    violations: [{ ...FILES, value: 3, upTo: 3, paths: ['a'] }],
    limits: 'l',
    blocked: 'no',
    before: [],
  };
  expect(breachSchema.parse(breach)).toEqual(breach);
  for (const blocked of ['blocking', 'yes', 'lifting', 'over'])
    expect(breachSchema.parse({ ...breach, blocked }).blocked).toBe(blocked);
  expect(breachSchema.safeParse({ ...breach, blocked: '' }).success).toBe(false);
  expect(breachSchema.safeParse({}).success).toBe(false);
  const kinds = [
    'files',
    'lines',
    'dependencies',
    'interface',
    'attempts',
    'time',
    'protected',
    'high-blast-radius',
  ];
  for (const kind of kinds) expect(violationSchema.parse({ ...FILES, kind }).kind).toBe(kind);
  expect(violationSchema.safeParse({ ...FILES, kind: '' }).success).toBe(false);
});
