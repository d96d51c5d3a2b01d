import { describe, expect, it } from 'vitest';
import { findWithdrawal } from '../../../src/tasks/find-withdrawal.ts';
import type { Reason } from '../../../src/tasks/reason.ts';
import type { ActiveRun } from '../../../src/tasks/world.ts';
import { makeRun, makeTask } from '../../support/world.ts';

type Stands = NonNullable<ActiveRun['artifact']>['stands'];

const task = makeTask('1');
const path = task.artifactPath;
const finished = { step: 'landing', busy: false } as const;
const judge = (stands: Stands, change: Partial<ActiveRun> = {}): Reason | undefined =>
  findWithdrawal(makeRun(task, { ...finished, artifact: { path, stands }, ...change }));

describe('finished work whose plan was taken back', () => {
  it.each<[Stands, Reason['code'], string, string]>([
    ['gone', 'approval', 'is gone', `put ${path} back as it was, and the work lands`],
    ['revoked', 'not-admitted', 'is trusted no more', `planex trust ${path}`],
    ['rejected', 'approval', 'was rejected', `planex approve ${path}`],
    ['draft', 'approval', 'is a DRAFT', `planex approve ${path}`],
    ['blocked', 'approval', 'says BLOCKED', `settle what blocks it and set "Status: IN PROGRESS" in ${path}`],
  ])('is kept where that is %s, and what to do is said', (stands, code, what, action) => {
    const message = `${path} ${what}, so its finished work does not land; it is kept`;
    expect(judge(stands)).toEqual({ code, message, action });
  });

  it('is kept where its task was cancelled', () => {
    expect(judge('cancelled')).toEqual({
      code: 'cancelled',
      message: 'cancelled by you',
      action: `planex retry ${task.id}`,
    });
  });

  it.each(['verifying', 'reviewing', 'committing', 'landing'] as const)(
    'is held back while it is %s',
    (step) => {
      expect(judge('rejected', { step })?.code).toBe('approval');
    },
  );

  it.each<[string, Partial<ActiveRun>]>([
    ['somebody is at it', { busy: true }],
    ['it is not finished', { step: 'executing' }],
  ])('is left alone where %s', (_, change) => {
    expect(judge('rejected', change)).toBeUndefined();
  });
});

it('what is approved goes on, and so does work of which nobody can tell how its plan stands', () => {
  expect(findWithdrawal(makeRun(task, finished))).toBeUndefined();
  expect(judge('approved')).toBeUndefined();
  expect(judge('in-progress')).toBeUndefined();
});
