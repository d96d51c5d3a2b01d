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

it.each([
  ['merged', 'a change in docs/plans/a.md is also in a commit from elsewhere'],
  ['unknown', 'git does not say whether'],
  ['renamed', 'these bytes were approved under another name'],
  [undefined, 'nobody here has approved these bytes of docs/plans/a.md'],
] as const)('what waits for trust (%s) says truly why', (cause, start) => {
  const reason = holdArtifact(PATH, 'clean', rest, cause);
  expect(reason).toMatchObject({ code: 'not-admitted', action: `planex trust ${PATH}` });
  expect(reason.message.startsWith(start)).toBe(true);
});
