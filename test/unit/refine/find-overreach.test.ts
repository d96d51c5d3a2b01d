import { expect, it } from 'vitest';
import { findOverreach } from '../../../src/refine/find-overreach.ts';

const PLAN = '# Plan\n\nStatus: DRAFT\n\n## Task 1: One\n\n- [ ] do\n- [x] done\n';

function judge(after: string): string[] {
  return findOverreach('plan.md', Buffer.from(PLAN), Buffer.from(after));
}

it.each<[string, string, string[]]>([
  ['words', PLAN.replace('One', 'Two'), []],
  ['a box that is emptied', PLAN.replace('[x]', '[ ]'), []],
  ['a box that is added', `${PLAN}- [ ] more\n`, []],
  ['a box that is ticked', PLAN.replace('[ ]', '[x]'), ['empty boxes of tasks']],
  ['a Status that lets it run', PLAN.replace('DRAFT', 'APPROVED'), ['Status: draft']],
  ['a Status that is gone', PLAN.replace('Status: DRAFT\n', ''), ['Status: draft']],
])('judges an edit of %s', (_what, after, lost) => {
  expect(judge(after)).toEqual(lost);
});
