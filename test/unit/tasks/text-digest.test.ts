import { describe, expect, it } from 'vitest';
import { remembersTask } from '../../../src/tasks/renamed-record.ts';
import { artifactRecordSchema, type TaskRecord } from '../../../src/tasks/task-record.ts';
import { bindToText, isOfTask, isUnbound } from '../../../src/tasks/text-digest.ts';
import { makeRecord, makeTask } from '../../support/world.ts';

const now = makeTask('1', { digest: 'now', textDigest: 'text' });
const later = makeTask('1', { digest: 'later', textDigest: 'text' });
const plain = makeTask('1', { digest: 'text' });
const at = '2026-11-20T11:00:00Z';

/** A record as earlier versions wrote it. */
const written = (digest: string) =>
  makeRecord({
    cancelled: { digest, at },
    retry: { digest, forgets: ['c0'] },
    landed: [{ digest, commit: 'c1', run: 'r1' }],
  });

const inArtifact = (record: TaskRecord) =>
  artifactRecordSchema.parse({ version: 1, path: 'a.md', tasks: { 1: record } });

it('a task that recurs is told by its text at each due time, one that does not by its digest', () => {
  expect([now, later, plain].map((task) => isOfTask('text', task))).toEqual([true, true, true]);
  expect([now, later, plain].map((task) => isOfTask('now', task))).toEqual([true, false, false]);
  expect(isOfTask(undefined, now)).toBe(false);
});

describe('what is in a record of an earlier version', () => {
  it('is bound to the text while its due time is the latest, and holds later then', () => {
    const record = written('now');
    expect(isUnbound(record, now)).toBe(true);
    bindToText(record, now);
    expect(isUnbound(record, now)).toBe(false);
    expect(record).toMatchObject({
      cancelled: { digest: 'text', at },
      retry: { digest: 'text', forgets: ['c0'] },
      landed: [{ digest: 'now', textDigest: 'text', commit: 'c1' }],
    });
    expect(remembersTask(inArtifact(record), later)).toBe(true);
  });
  it('stays as it is when it is of another due time, or the plan does not recur', () => {
    for (const [digest, task] of [
      ['before', now],
      ['text', plain],
    ] as const) {
      const record = written(digest);
      expect(isUnbound(record, task)).toBe(false);
      bindToText(record, task);
      expect(record).toEqual(written(digest));
    }
    expect(remembersTask(inArtifact(written('before')), now)).toBe(false);
    expect(isUnbound(undefined, now)).toBe(false);
  });
});
