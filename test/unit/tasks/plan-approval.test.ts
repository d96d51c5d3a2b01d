import { describe, expect, test } from 'vitest';
import {
  findCarried,
  judgePlanApproval,
  recordApproval,
  withdrawApprovals,
} from '../../../src/tasks/plan-approval.ts';
import { type ArtifactRecord, artifactRecordSchema } from '../../../src/tasks/task-record.ts';

const AT = '2026-11-20T12:00:00.000Z';
const ONE = { 'task 1': 'a' };
const OTHER = { 'task 1': 'b' };
const RULE = { name: 'small docs', files: 3 };

function approve(...meanings: Record<string, string>[]): ArtifactRecord {
  const record = artifactRecordSchema.parse({ version: 1, path: 'docs/plans/tea.md' });
  for (const parts of meanings) recordApproval(record, parts, { how: 'approve', at: AT });
  return record;
}

describe.each(['approved', 'in-progress'] as const)('a plan that says %s', (status) => {
  test('is approved by that where nothing is on record', () => {
    expect(judgePlanApproval({ status, parts: ONE }, undefined)).toEqual({ kind: 'by-status' });
    expect(judgePlanApproval({ status, parts: ONE }, approve())).toEqual({ kind: 'by-status' });
  });

  test('stays approved as long as it means what was approved, now or before', () => {
    expect(judgePlanApproval({ status, parts: ONE }, approve(ONE))).toEqual({ kind: 'approved' });
    expect(judgePlanApproval({ status, parts: ONE }, approve(ONE, OTHER))).toEqual({ kind: 'approved' });
  });

  test('has changed when it means something else', () => {
    const judged = judgePlanApproval({ status, parts: OTHER }, approve(ONE));
    expect(judged).toEqual({ kind: 'changed', changes: ['task 1 has changed'] });
  });
});

test.each(['draft', 'blocked', 'complete'] as const)(
  'one that says %s takes back what was approved',
  (status) => {
    expect(judgePlanApproval({ status, parts: ONE }, undefined)).toEqual({ kind: 'none', withdrawn: false });
    const record = approve(ONE);
    expect(judgePlanApproval({ status, parts: ONE }, record)).toEqual({ kind: 'none', withdrawn: true });
    withdrawApprovals(record);
    expect(judgePlanApproval({ status: 'approved', parts: OTHER }, record)).toEqual({ kind: 'by-status' });
  },
);

test('an approval takes a rejection back, and remembers no meaning twice and not all of them', () => {
  const record = approve(ONE, OTHER, ONE);
  expect(record.approvals.map(({ meaning }) => meaning)).toHaveLength(2);
  record.rejected = { digest: 'sha256:1', at: AT };
  for (let count = 0; count < 60; count++)
    recordApproval(record, { 'task 1': `${count}` }, { how: 'approve', at: AT });
  expect(record).not.toHaveProperty('rejected');
  expect(record.approvals).toHaveLength(50);
  expect(record.approvedParts).toEqual({ 'task 1': '59' });
});

test('what planex writes is carried along with what was approved, and with nothing else', () => {
  expect(findCarried(approve(ONE), ONE, OTHER)).toEqual(OTHER);
  expect(findCarried(approve(ONE), OTHER, { 'task 1': 'c' })).toBeUndefined();
  expect(findCarried(approve(ONE), ONE, ONE)).toBeUndefined();
  expect(findCarried(approve(ONE, OTHER), ONE, OTHER)).toBeUndefined();
  expect(findCarried(approve(), ONE, OTHER)).toBeUndefined();
  expect(findCarried(approve(ONE), ONE, undefined)).toBeUndefined();
});

test('that a rule has approved a plan is forgotten with its approval, unless it is only held up', () => {
  for (const status of [undefined, 'draft', 'complete', 'blocked'] as const) {
    const record: ArtifactRecord = { ...approve(ONE), rule: RULE };
    withdrawApprovals(record, status);
    expect([record.approvals, record.approvedParts, record.takenBack]).toEqual([[], undefined, true]);
    expect(record.rule).toEqual(status === 'blocked' ? RULE : undefined);
  }
});
