import { expect, test } from 'vitest';
import { isOwnEdit, noteOwnEdit } from '../../../src/tasks/own-edit.ts';
import { type ArtifactRecord, artifactRecordSchema } from '../../../src/tasks/task-record.ts';

function record(...edits: [before: string, after: string][]): ArtifactRecord {
  const made = artifactRecordSchema.parse({ version: 1, path: 'docs/plans/tea.md' });
  for (const [before, after] of edits) noteOwnEdit(made, before, after);
  return made;
}

test.each([
  ['one edit', record(['a', 'b']), 'a', 'b', true],
  ['edits that follow on one another', record(['a', 'b'], ['b', 'c']), 'a', 'c', true],
  ['none', record(), 'a', 'a', false],
  ['an edit of somebody else after it', record(['a', 'b']), 'a', 'c', false],
  ['an edit of somebody else before it', record(['b', 'c']), 'a', 'c', false],
  ['an edit of somebody else in between', record(['a', 'b'], ['x', 'c']), 'a', 'c', false],
  ['what follows an edit of somebody else', record(['a', 'b'], ['x', 'c']), 'x', 'c', true],
])('%s', (_, made, committed, working, isOwn) => {
  expect(isOwnEdit(made, committed, working)).toBe(isOwn);
});
