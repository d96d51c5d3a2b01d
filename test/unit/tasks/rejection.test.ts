import { expect, it } from 'vitest';
import { carryRejection, isRejected, isRestated, staysRejected } from '../../../src/tasks/rejection.ts';
import type { PlanStatus } from '../../../src/artifacts/artifact.ts';
import { type ArtifactRecord, artifactRecordSchema } from '../../../src/tasks/task-record.ts';

const recordOf = (rejected?: ArtifactRecord['rejected']): ArtifactRecord =>
  artifactRecordSchema.parse({ version: 1, path: 'a.md', rejected });
const plan = (digest: string, status: PlanStatus = 'approved') => ({ digest, status });
const rejected = { digest: 'one', at: '2026-11-20T11:00:00.000Z' };

it('a plan stays rejected that its Status does not let run, or that has the bytes which were rejected', () => {
  const of = (status: 'none' | 'draft' | 'approved' | 'in-progress', digest: string) =>
    staysRejected(rejected, { status, digest });
  expect([of('none', 'other'), of('draft', 'other'), of('approved', 'one')]).toEqual([true, true, true]);
  expect([of('approved', 'other'), of('in-progress', 'other')]).toEqual([false, false]);
});

it('what planex makes of rejected bytes is rejected too, step by step, and so is what it began with', () => {
  const record = recordOf(rejected);
  carryRejection(record, plan('one'), plan('two'));
  carryRejection(record, plan('two'), plan('three'));
  carryRejection(record, plan('two'), plan('three'));
  carryRejection(record, plan('another'), plan('four'));
  expect(record.rejected).toEqual({ ...rejected, edits: ['two', 'three'] });
  const of = (digest: string) => isRejected(record.rejected, plan(digest));
  expect(['one', 'two', 'three', 'another', 'four'].map(of)).toEqual([true, true, true, false, false]);
});

it('nothing is carried along of a plan that nobody has rejected', () => {
  const record = recordOf();
  carryRejection(record, plan('one'), plan('two'));
  expect(record.rejected).toBeUndefined();
  expect(isRejected(undefined, plan('one'))).toBe(false);
});

it('where a death came before its Status was changed, that Status lifts nothing, nor does what planex makes of it', () => {
  const record = recordOf({ ...rejected, statuses: ['approved'] });
  const of = (status: PlanStatus) => isRejected(record.rejected, plan('other', status));
  expect([of('approved'), of('in-progress'), of('blocked')]).toEqual([true, false, false]);
  expect([isRestated(rejected, 'approved'), isRestated(rejected, 'draft')]).toEqual([false, false]);
  const restated = { ...rejected, statuses: ['approved'] };
  expect([isRestated(restated, 'approved'), isRestated(restated, 'draft')]).toEqual([false, true]);
  carryRejection(record, plan('other'), plan('two', 'in-progress'));
  expect(record.rejected).toEqual({ ...rejected, edits: ['two'], statuses: ['approved', 'in-progress'] });
  carryRejection(record, plan('five', 'blocked'), plan('six', 'draft'));
  expect(record.rejected?.edits).toEqual(['two']);
});
