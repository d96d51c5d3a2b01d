import { expect, test } from 'vitest';
import { quoteId } from '../../../src/tasks/quote-id.ts';

test.each([
  ['docs/plans/2026-11-20-tea#1', 'docs/plans/2026-11-20-tea#1'],
  ['ISS-1#T1@v=2+a%b:c,d', 'ISS-1#T1@v=2+a%b:c,d'],
  ['my tea#1', "'my tea#1'"],
  ['#1', "'#1'"],
  ['', "''"],
  ["it's#1", "'it'\\''s#1'"],
  ['a;rm -rf b', "'a;rm -rf b'"],
  ['$(tea)', "'$(tea)'"],
  ['a\nb', "'a\nb'"],
  ['*', "'*'"],
])('%j can be pasted into a shell as %s', (id, pasted) => {
  expect(quoteId(id)).toBe(pasted);
});
