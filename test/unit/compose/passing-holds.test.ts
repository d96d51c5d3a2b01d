import { expect, test } from 'vitest';
import { watchPassingHolds } from '../../../src/compose/run/passing-holds.ts';
import type { TaskView } from '../../../src/daemon/look/status-view.ts';
import type { ReasonCode } from '../../../src/tasks/reason.ts';

function taskHeldBy(code?: ReasonCode, status: 'running' | 'landing' = 'running'): TaskView {
  const task = {
    id: 'docs/plans/a#1',
    artifact: 'docs/plans/a.md',
    title: 'x',
    backend: 'shell',
    attempts: 0,
  };
  if (code === undefined) return { ...task, status };
  return { ...task, status: 'waiting', reason: { code, message: 'as it is' } };
}

const GIT = [taskHeldBy('operation-in-progress')];

test('an operation of Git may pass for half a minute, each anew', () => {
  const holds = watchPassingHolds();
  expect([...holds.list(GIT, 1_000)]).toEqual(['docs/plans/a#1']);
  expect([...holds.list(GIT, 30_999)]).toEqual(['docs/plans/a#1']);
  expect([...holds.list(GIT, 31_000)]).toEqual([]);
  expect([...holds.list([taskHeldBy()], 32_000)]).toEqual([]);
  expect([...holds.list(GIT, 33_000)]).toEqual(['docs/plans/a#1']);
});

test('no other wait counts as one that passes', () => {
  const holds = watchPassingHolds();
  expect([...holds.list([taskHeldBy('dirty-paths'), taskHeldBy('wrong-branch')], 0)]).toEqual([]);
});

test('a landing that is tried again meanwhile is held on, until it comes elsewhere', () => {
  const holds = watchPassingHolds();
  const tried = [taskHeldBy(undefined, 'landing')];
  expect([...holds.list(tried, 0)]).toEqual([]);
  holds.list(GIT, 1_000);
  holds.list(tried, 20_000);
  expect([...holds.list(GIT, 30_999)]).toEqual(['docs/plans/a#1']);
  expect([...holds.list(GIT, 31_000)]).toEqual([]);
});
