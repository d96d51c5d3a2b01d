import { describe, expect, test } from 'vitest';
import { deriveIssueStatus, type IssueTask } from '../../../src/issues/derive-status.ts';
import { ISSUE_STATUSES, judgeStatusChange, readStatusWord } from '../../../src/issues/issue-status.ts';
import { makeIssueId } from '../../../src/issues/issue-id.ts';
import { TASK_STATUSES, type TaskStatus } from '../../../src/tasks/task.ts';

const tasks = (...statuses: TaskStatus[]): IssueTask[] => statuses.map((status) => ({ status }));

describe('the status of an issue', () => {
  test.each<[string, string | undefined, TaskStatus[], boolean, string]>([
    ['nothing is known of it', undefined, [], false, 'registered'],
    ['somebody wrote it down', 'open', [], false, 'registered'],
    ['it is being planned', 'planning', [], false, 'planning'],
    ['it has a solution that is not in place', 'registered', [], true, 'planned'],
    ['its tasks are to come', 'planned', ['pending', 'pending'], true, 'queued'],
    ['one of its tasks runs', 'planned', ['done', 'running'], true, 'executing'],
    ['one of its tasks is done, the next is to come', 'planned', ['done', 'pending'], true, 'executing'],
    ['a task failed', 'planned', ['done', 'failed', 'blocked'], true, 'failed'],
    ['planning it failed', 'failed', [], false, 'failed'],
    ['all are done', 'executing', ['done', 'done'], true, 'completed'],
    ['all are done, whatever the store says', 'paused', ['done'], true, 'completed'],
    ['it is put off', 'deferred', ['pending'], true, 'paused'],
    ['the store is ahead of the history', 'completed', ['done', 'pending'], true, 'executing'],
    ['somebody else completed it', 'completed', [], true, 'closed'],
    ['it was settled otherwise', 'resolved', ['pending'], true, 'closed'],
  ])('when %s', (_, stored, statuses, hasSolution, expected) => {
    expect(deriveIssueStatus({ stored, tasks: tasks(...statuses), hasSolution })).toBe(expected);
  });

  test('it is completed if and only if all its tasks are done', () => {
    for (const stored of [undefined, ...ISSUE_STATUSES, 'open', 'resolved', 'deferred']) {
      for (const one of TASK_STATUSES) {
        for (const other of TASK_STATUSES) {
          const status = deriveIssueStatus({ stored, tasks: tasks(one, other), hasSolution: true });
          expect(status === 'completed').toBe(one === 'done' && other === 'done');
        }
      }
      expect(deriveIssueStatus({ stored, tasks: [], hasSolution: true })).not.toBe('completed');
    }
  });

  test('it is planned while its tasks wait for a person', () => {
    const waits: IssueTask = { status: 'waiting', reason: { code: 'not-admitted', message: '' } };
    expect(deriveIssueStatus({ stored: 'queued', tasks: [waits], hasSolution: true })).toBe('planned');
  });
});

test('an issue whose backend failed has failed, unless it goes on by itself', () => {
  const failed = { code: 'approval', message: '', backend: 'codex' } as const;
  const derive = (...own: IssueTask[]): string =>
    deriveIssueStatus({ stored: undefined, tasks: own, hasSolution: true });
  expect(derive({ status: 'waiting', reason: failed }, { status: 'blocked' })).toBe('failed');
  expect(derive({ status: 'waiting', reason: failed }, { status: 'running' })).toBe('executing');
  expect(derive({ status: 'waiting', reason: { ...failed, until: '2026-11-20T12:00:00Z' } })).toBe('queued');
  expect(derive({ status: 'blocked', reason: failed })).toBe('queued');
});

describe('a status given by hand', () => {
  test.each([
    ['registered', 'paused', true],
    ['executing', 'paused', true],
    ['failed', 'deferred', true],
    ['paused', 'open', true],
    ['planned', 'closed', true],
    ['closed', 'registered', true],
    ['completed', 'completed', true],
    ['executing', 'completed', false],
    ['queued', 'completed', false],
    ['completed', 'registered', false],
    ['registered', 'executing', false],
    ['registered', 'planned', false],
    ['registered', 'failed', false],
    ['registered', 'planning', false],
    ['registered', 'queued', false],
    ['executing', 'closed', false],
    ['closed', 'paused', false],
    ['registered', 'doing', false],
    // Words that every object of JavaScript knows.
    ['registered', 'constructor', false],
    ['registered', '__proto__', false],
    ['failed', 'open', false],
  ] as const)('from %s to %s: %s', (from, word, may) => {
    const judged = judgeStatusChange({ from, word, hasSolution: false, hasTasks: true });
    expect(judged.ok).toBe(may);
    if (judged.ok) expect(judged.value).toBe(readStatusWord(word));
  });
});

test('an id that is made is not taken, also in other letters', () => {
  const now = Date.parse('2026-11-20T23:59:00Z');
  expect(makeIssueId(now, ['GH-1'])).toBe('ISS-20261120-001');
  expect(makeIssueId(now, ['ISS-20261120-001', 'iss-20261120-002'])).toBe('ISS-20261120-003');
});
