import { expect, test } from 'vitest';
import { findBlockers, judgePlanStatus } from '../../../src/tasks/judge-plan-status.ts';
import type { Reason } from '../../../src/tasks/reason.ts';
import { makeFacts, makeRecord, makeTask } from '../../support/world.ts';

const REJECTED: Reason = { code: 'approval', message: 'rejected by Ann: too big' };

test.each(['none', 'approved', 'in-progress'] as const)('%s lets tasks run', (planStatus) => {
  expect(judgePlanStatus(makeFacts(makeTask('1', { planStatus })))).toBeUndefined();
});

test('a draft waits, and names both ways to approve it', () => {
  const facts = makeFacts(makeTask('1', { planStatus: 'draft' }));
  const hold = {
    status: 'waiting',
    reason: {
      code: 'draft',
      message: 'the plan is a DRAFT',
      action: 'planex approve docs/plans/2026-11-20-tea.md, or set "Status: APPROVED" in it',
    },
  };
  expect(judgePlanStatus(facts)).toEqual(hold);
  expect(judgePlanStatus({ ...facts, notAdmitted: { code: 'auth', message: 'no key' } })).toEqual(hold);
  expect(judgePlanStatus({ ...facts, notAdmitted: REJECTED })).toEqual({
    status: 'waiting',
    reason: REJECTED,
  });
});

test('a draft from elsewhere says that trust is missing as well', () => {
  const notAdmitted: Reason = { code: 'not-admitted', message: 'nobody has', action: 'planex trust x' };
  const hold = judgePlanStatus({ ...makeFacts(makeTask('1', { planStatus: 'draft' })), notAdmitted });
  expect(hold?.reason).toMatchObject({
    code: 'draft',
    message: 'the plan is a DRAFT, and nobody has (planex trust x)',
  });
});

test('BLOCKED waits until what blocked it is settled', () => {
  const facts = makeFacts(makeTask('1', { planStatus: 'blocked' }));
  expect(judgePlanStatus(facts)).toEqual({
    status: 'waiting',
    reason: {
      code: 'clarification',
      message: 'the plan says BLOCKED',
      action: 'settle what blocks it and set "Status: IN PROGRESS" in docs/plans/2026-11-20-tea.md',
    },
  });
  expect(judgePlanStatus({ ...facts, unblocked: true })).toBeUndefined();
});

test('BLOCKED because of a task beside it says so, and how that goes on', () => {
  const why: Reason = { code: 'breach', message: '3 files; the limit is 2', action: 'planex resolve tea#1' };
  const plan = (key: string) => makeTask(key, { planStatus: 'blocked' });
  const stopped = (key: string, blocked: 'no' | 'yes' | 'over') =>
    makeFacts(plan(key), {
      breach: why,
      record: makeRecord({
        breach: {
          digest: `sha256:${key}`,
          run: `run-${key}`,
          finished: true,
          violations: [],
          limits: 'sha256:limits',
          blocked,
          before: [],
        },
      }),
    });
  const of = (...tasks: ReturnType<typeof stopped>[]) =>
    findBlockers(tasks).get('docs/plans/2026-11-20-tea.md');
  const blocker = of(makeFacts(plan('0')), stopped('1', 'yes'), stopped('2', 'yes'));
  expect(judgePlanStatus(makeFacts(plan('3')), blocker)).toEqual({
    status: 'waiting',
    reason: {
      code: 'clarification',
      message: 'the plan says BLOCKED because of docs/plans/2026-11-20-tea#1: 3 files; the limit is 2',
      action: 'planex resolve tea#1',
    },
  });
  expect(judgePlanStatus({ ...makeFacts(plan('3')), unblocked: true }, blocker)).toBeUndefined();
  // It was not planex that wrote it, or not because of what holds now.
  expect(of(stopped('1', 'no'))).toBeUndefined();
  expect(of(stopped('1', 'over'))).toBeUndefined();
  const { breach: _over, ...lifted } = stopped('1', 'yes');
  expect(of(lifted)).toBeUndefined();
  expect(judgePlanStatus(makeFacts(makeTask('3', { planStatus: 'approved' })), blocker)).toBeUndefined();
});

test('COMPLETE cancels what was never done', () => {
  expect(judgePlanStatus(makeFacts(makeTask('1', { planStatus: 'complete' })))).toEqual({
    status: 'cancelled',
    reason: {
      code: 'cancelled',
      message: 'the plan says COMPLETE',
      action: 'set "Status: IN PROGRESS" in docs/plans/2026-11-20-tea.md for what was added',
    },
  });
});
