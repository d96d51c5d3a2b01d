import { expect, it } from 'vitest';
import { type AdmissionFacts, judgeAdmission } from '../../../src/tasks/admission.ts';

function judge(
  standing: AdmissionFacts['standing'],
  known: boolean,
  broughtByLocalCommit: boolean,
  foreign = false,
): string {
  const admitted = new Set(known ? ['this'] : ['other']);
  const admission = judgeAdmission({ standing, digest: 'this', admitted, broughtByLocalCommit, foreign });
  return admission.admitted ? admission.how : 'waits';
}

it.each([
  ['untracked', false, false, 'local'],
  ['modified', false, false, 'local'],
  ['clean', false, false, 'waits'],
  ['clean', false, true, 'commit'],
  ['clean', true, false, 'known'],
  ['untracked', true, false, 'known'],
] as const)(
  'bytes that stand %s, known %s, brought by a local commit %s: %s',
  (standing, known, local, how) => {
    expect(judge(standing, known, local)).toBe(how);
  },
);

it.each(['untracked', 'modified', 'clean'] as const)(
  'bytes that a foreign commit holds wait when they stand %s, unless they are known',
  (standing) => {
    expect(judge(standing, false, true, true)).toBe('waits');
    expect(judge(standing, true, false, true)).toBe('known');
  },
);
