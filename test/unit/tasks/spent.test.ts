import { expect, it } from 'vitest';
import { addCallLine, NO_CALLS } from '../../../src/tasks/call-totals.ts';
import { spentOnPlan, spentOnTask } from '../../../src/tasks/spent.ts';

const at = '2026-11-20T00:00:00.000Z';

it('adds up what was spent under all names, however often a rename is told and wherever it leads', () => {
  const totals = NO_CALLS();
  const call = (path: string, id: string): void => {
    const of = { artifact: `${path}.md`, task: `${path}#1`, digest: 'd' };
    addCallLine(totals, { type: 'started', at, call: id, backend: 'mine', of });
  };
  const rename = (from: string, to: string): void =>
    addCallLine(totals, { type: 'renamed', at, from: `${from}.md`, to: `${to}.md` });
  call('a', '1');
  rename('a', 'b');
  rename('a', 'b');
  call('b', '2');
  rename('b', 'c');
  rename('c', 'a');
  call('a', '3');
  expect(spentOnPlan(totals, 'a.md')?.calls).toBe(3);
  expect(spentOnPlan(totals, 'c.md')?.calls).toBe(3);
  expect(spentOnTask(totals, { id: 'a#1', digest: 'd', artifactPath: 'a.md' })?.calls).toBe(3);
  expect(spentOnTask(totals, { id: 'a#1', digest: 'other', artifactPath: 'a.md' })).toBeUndefined();
  expect(spentOnPlan(totals, 'never.md')).toBeUndefined();
});
