import { describe, expect, test } from 'vitest';
import type { PlanStatus } from '../../../src/artifacts/artifact.ts';
import { recordApproval } from '../../../src/tasks/plan-approval.ts';
import { holdDoubted, judgeStatusDoubt } from '../../../src/tasks/status-doubt.ts';
import { type ArtifactRecord, artifactRecordSchema } from '../../../src/tasks/task-record.ts';

const AT = '2026-11-20T12:00:00.000Z';
const BREACH = {
  digest: 'sha256:1',
  run: 'run-1',
  finished: true,
  violations: [],
  limits: 'sha256:2',
  blocked: 'yes',
  before: [],
};

function remember(more: object = {}): ArtifactRecord {
  return artifactRecordSchema.parse({ version: 1, path: 'docs/plans/tea.md', ...more });
}

function judge(
  status: PlanStatus,
  record?: ArtifactRecord,
  seen: { atWork?: boolean; known?: boolean; waits?: boolean } = {},
) {
  const { known: isKnown = false, waits: waitsUnknown = false } = seen;
  return judgeStatusDoubt({ status, isKnown, waitsUnknown }, record, seen.atWork ?? false);
}

describe.each(['approved', 'in-progress'] as const)('a plan that comes to say %s', (status) => {
  test("is a person's word at rest, and doubted while a run is at work", () => {
    expect(judge(status)).toBe('none');
    expect(judge(status, remember())).toBe('none');
    expect(judge(status, undefined, { atWork: true })).toBe('begins');
    expect(judge(status, remember(), { atWork: true, known: true })).toBe('begins');
  });

  test('is not doubted where it was approved before', () => {
    const record = remember();
    recordApproval(record, { 'task 1': 'a' }, { how: 'status', at: AT });
    expect(judge(status, record, { atWork: true })).toBe('none');
  });

  test('stays doubted at rest, until it is approved', () => {
    const record = remember({ doubted: true });
    expect(judge(status, record)).toBe('stands');
    expect(judge(status, record, { atWork: true, known: true })).toBe('stands');
    recordApproval(record, { 'task 1': 'a' }, { how: 'approve', at: AT });
    expect(judge(status, record)).toBe('none');
  });
});

describe('one without a Status', () => {
  test('is doubted where it waited for a person, and other bytes of it appear while a run is at work', () => {
    const stopped = remember({ stopped: true });
    const breached = remember({ tasks: { 1: { breach: BREACH } } });
    for (const record of [stopped, breached]) {
      expect(judge('none', record, { atWork: true })).toBe('begins');
      expect(judge('none', record, { atWork: true, known: true })).toBe('none');
      expect(judge('none', record)).toBe('none');
    }
    expect(judge('none', undefined, { atWork: true, waits: true })).toBe('begins');
    expect(judge('none', undefined, { waits: true })).toBe('none');
  });

  test('is a new one of a person where nothing of it waited', () => {
    expect(judge('none', undefined, { atWork: true })).toBe('none');
    expect(judge('none', remember(), { atWork: true })).toBe('none');
  });

  test('stays doubted until a person says so', () => {
    expect(judge('none', remember({ doubted: true }))).toBe('stands');
    expect(holdDoubted('a.md', 'none').action).toBe('look at it, and planex approve a.md');
    expect(holdDoubted('a.json', 'none', 'solution').action).toBe('look at it, and planex trust a.json');
  });
});

test.each(['draft', 'complete'] as const)('one that says %s ends the doubt', (status) => {
  expect(judge(status, remember({ doubted: true }), { atWork: true })).toBe('over');
  expect(judge(status, remember(), { atWork: true })).toBe('none');
});

test('one that says BLOCKED is doubted where bytes that planex does not know may settle a breach', () => {
  const breached = remember({ tasks: { 1: { breach: BREACH } } });
  expect(judge('blocked', breached, { atWork: true })).toBe('begins');
  expect(judge('blocked', breached, { atWork: true, known: true })).toBe('none');
  expect(judge('blocked', breached)).toBe('none');
  expect(judge('blocked', remember(), { atWork: true })).toBe('none');
  expect(judge('blocked', remember({ doubted: true }))).toBe('stands');
});

test('what it waits for is said in words that fit its Status', () => {
  expect(holdDoubted('a b.md', 'approved').action).toBe("planex approve 'a b.md'");
  expect(holdDoubted('a.md', 'blocked').action).toContain('set "Status: IN PROGRESS" in a.md');
});
