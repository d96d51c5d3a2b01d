import { expect, it } from 'vitest';
import { carryRejection, isRejected, staysRejected } from '../../../src/tasks/rejection.ts';
import { type ArtifactRecord, artifactRecordSchema } from '../../../src/tasks/task-record.ts';

const recordOf = (rejected?: ArtifactRecord['rejected']): ArtifactRecord =>
  artifactRecordSchema.parse({ version: 1, path: 'a.md', rejected });
const rejected = { digest: 'one', at: '2026-11-20T11:00:00.000Z' };

it('a plan stays rejected that its Status does not let run, or that has the bytes which were rejected', () => {
  const of = (status: 'none' | 'draft' | 'approved' | 'in-progress', digest: string) =>
    staysRejected(rejected, { status, digest });
  expect([of('none', 'other'), of('draft', 'other'), of('approved', 'one')]).toEqual([true, true, true]);
  expect([of('approved', 'other'), of('in-progress', 'other')]).toEqual([false, false]);
});

it('what planex makes of rejected bytes is rejected too, step by step, and so is what it began with', () => {
  const record = recordOf(rejected);
  carryRejection(record, 'one', 'two');
  carryRejection(record, 'two', 'three');
  carryRejection(record, 'two', 'three');
  carryRejection(record, 'another', 'four');
  expect(record.rejected).toEqual({ ...rejected, edits: ['two', 'three'] });
  const of = (digest: string) => isRejected(record.rejected, digest);
  expect(['one', 'two', 'three', 'another', 'four'].map(of)).toEqual([true, true, true, false, false]);
});

it('nothing is carried along of a plan that nobody has rejected', () => {
  const record = recordOf();
  carryRejection(record, 'one', 'two');
  expect(record.rejected).toBeUndefined();
  expect(isRejected(undefined, 'one')).toBe(false);
});
