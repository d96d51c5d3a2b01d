import { describe, expect, test } from 'vitest';
import { reconcile } from '../../../src/tasks/reconcile.ts';
import type { Task } from '../../../src/tasks/task.ts';
import { makeFacts, makeRun, makeTask, makeWorld } from '../../support/world.ts';

function makeIssueTask(issue: string, key: string): Task {
  return makeTask(key, {
    id: `docs/issues/${issue}#${key}`,
    artifactPath: `docs/issues/${issue}.json`,
    artifactKind: 'solution',
    label: issue,
    files: [{ kind: 'create', path: `${issue}-${key}.txt` }],
  });
}

function dispatched(tasks: readonly Task[], running: readonly Task[] = []): string[] {
  const facts = tasks.map((task) =>
    running.includes(task) ? makeFacts(task, { run: makeRun(task) }) : makeFacts(task),
  );
  return reconcile(makeWorld(facts, { maxRuns: 10 })).actions.flatMap((action) =>
    action.type === 'dispatch' ? [action.taskId] : [],
  );
}

describe('lanes', () => {
  const [one, two, other] = [
    makeIssueTask('ISS-1', 'T1'),
    makeIssueTask('ISS-1', 'T2'),
    makeIssueTask('ISS-10', 'T1'),
  ];

  test('of each issue one task is begun', () => {
    expect(dispatched([one, two, other])).toEqual([one.id, other.id]);
  });

  test('a run under way keeps the lane of its issue, and no other', () => {
    expect(dispatched([one, two, other], [one])).toEqual([other.id]);
  });

  test('tasks of a plan that do not touch each other go side by side', () => {
    expect(dispatched([makeTask('1'), makeTask('2')])).toHaveLength(2);
  });
});
