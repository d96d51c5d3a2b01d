import { expect, it } from 'vitest';
import { findingSchema } from '../../../src/tasks/findings.ts';
import { shareFindings } from '../../../src/tasks/share-findings.ts';

const changes = [{ paths: ['a.txt'] }, { paths: ['src/b.txt'] }];
const at = (file: string): ReturnType<typeof findingSchema.parse> =>
  findingSchema.parse({ severity: 'high', title: file, file });

it.each([
  ['nothing', { clean: true, findings: [] }, ['approve', 'approve']],
  ['something in one of them', { clean: false, findings: [at('a.txt')] }, ['needs-attention', 'approve']],
  ['a path from the root', { clean: false, findings: [at('/w/src/b.txt')] }, ['approve', 'needs-attention']],
  [
    'something in no file of theirs',
    { clean: false, findings: [at('c.txt')] },
    ['needs-attention', 'needs-attention'],
  ],
  ['no more than its verdict', { clean: false, findings: [] }, ['needs-attention', 'needs-attention']],
])('a review of two changes that finds %s is shared out', (_name, review, verdicts) => {
  expect(shareFindings(review, changes).map(({ verdict }) => verdict)).toEqual(verdicts);
});
