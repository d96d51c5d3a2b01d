import { expect, it } from 'vitest';
import { holdArtifact } from '../../../src/daemon/admission/hold-artifact.ts';

const PATH = 'docs/plans/a.md';
const rest = { commitInProgress: false };

it('what is as committed came from elsewhere, whatever Git is doing', () => {
  const reason = holdArtifact(PATH, 'clean', { operation: 'merge', commitInProgress: true });
  expect(reason).toMatchObject({ code: 'not-admitted', action: `planex trust ${PATH}` });
});

it.each([
  [
    'a merge',
    { operation: 'merge', commitInProgress: true },
    'operation-in-progress',
    'a merge is in progress',
  ],
  ['a commit', { commitInProgress: true }, 'commit-in-progress', 'a commit is being made'],
  ['a lock', rest, 'operation-in-progress', 'Git is at work'],
])('what may be the own work waits for the end of %s', (_name, facts, code, start) => {
  const reason = holdArtifact(PATH, 'untracked', facts);
  expect(reason.code).toBe(code);
  expect(reason.message.startsWith(start)).toBe(true);
});
