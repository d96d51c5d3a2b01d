import { expect, it } from 'vitest';
import { findAsked } from '../../../src/tasks/asked.ts';
import type { TaskRecord } from '../../../src/tasks/task-record.ts';
import { makeRecord, makeTask } from '../../support/world.ts';

const task = makeTask('1');
const approval: NonNullable<TaskRecord['approval']> = {
  digest: task.digest,
  run: 'r',
  backend: 'codex',
  failure: 'auth',
  message: 'not signed in',
};
const question = {
  digest: task.digest,
  run: 'r',
  case: 'unbounded',
  question: 'Which?',
  options: ['a', 'b'],
};

it('a backend that failed is told with its class, and each way to go on', () => {
  const asked = findAsked(
    task,
    makeRecord({ approval: { ...approval, action: 'codex login', fallback: 'claude' } }),
  );
  expect(asked).toMatchObject({ code: 'approval', message: 'codex failed (auth): not signed in' });
  const ways = asked?.action?.split('; ') ?? [];
  expect(ways[0]).toMatch(/^codex login, then planex retry .*#1'?$/);
  expect(ways[1]).toContain('--fallback claude');
  expect(ways[2]).toContain('planex reject');
});

it('without a fallback in the policy the person names one', () => {
  expect(findAsked(task, makeRecord({ approval }))?.action).toContain('--fallback <backend>');
});

it('a question comes with its options, after a failure that has to be settled first', () => {
  expect(findAsked(task, makeRecord({ question }))).toMatchObject({
    code: 'clarification',
    message: 'unbounded: Which? (1) a (2) b',
  });
  expect(findAsked(task, makeRecord({ question, approval }))?.code).toBe('approval');
});

it('what was asked of the task with another meaning is asked no more', () => {
  const old = { approval: { ...approval, digest: 'old' }, question: { ...question, digest: 'old' } };
  expect(findAsked(task, makeRecord(old))).toBeUndefined();
  expect(findAsked(task, undefined)).toBeUndefined();
});
