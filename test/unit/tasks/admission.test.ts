import { expect, it } from 'vitest';
import { type AdmissionFacts, judgeAdmission } from '../../../src/tasks/admission.ts';

function judge(standing: AdmissionFacts['standing'], known: boolean, broughtByLocalCommit: boolean): string {
  const admitted = new Set(known ? ['this'] : ['other']);
  const admission = judgeAdmission({ standing, digest: 'this', admitted, broughtByLocalCommit });
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
