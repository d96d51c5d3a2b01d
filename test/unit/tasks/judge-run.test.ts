import { expect, it } from 'vitest';
import { judgeRun } from '../../../src/tasks/judge-run.ts';
import type { ActiveRun } from '../../../src/tasks/world.ts';
import { makeRun, makeTask } from '../../support/world.ts';

const dirt = {
  code: 'dirty-paths',
  message: 'you have uncommitted work in a.txt',
  action: 'commit it, and the finished commit lands by itself',
} as const;
const judge = (change: Partial<ActiveRun>, world: Partial<Parameters<typeof judgeRun>[1]> = {}) =>
  judgeRun(makeRun(makeTask('1'), { step: 'landing', waiting: dirt, busy: false, ...change }), {
    runs: [],
    tasks: [],
    ...world,
  });

it('a landing that was held back waits, and while it is tried again or about to be it lands', () => {
  expect(judge({ takenUp: 'later' })).toEqual({ status: 'waiting', reason: dirt });
  expect(judge({ takenUp: 'next' })).toEqual({ status: 'landing' });
  expect(judge({ busy: true, takenUp: 'next' })).toEqual({ status: 'landing' });
  // One more of the tries that are made again and again is no news.
  expect(judge({ busy: true, takenUp: 'later' })).toEqual({ status: 'waiting', reason: dirt });
  const storageHold = { code: 'internal', message: 'no room' } as const;
  expect(judge({ takenUp: 'next' }, { storageHold })).toEqual({ status: 'waiting', reason: dirt });
});

it('where no planex is at work it is not said that it lands by itself', () => {
  expect(judge({})).toEqual({
    status: 'waiting',
    reason: {
      code: 'dirty-paths',
      message: 'you have uncommitted work in a.txt (when planex last tried to land it)',
      action: 'commit it, then planex start',
    },
  });
  const { action: _, ...rest } = dirt;
  for (const waiting of [rest, { ...rest, action: 'planex start' }])
    expect(judge({ waiting }).reason?.action).toBe('planex start');
});

it('a review that is held back waits, also while its run is at work', () => {
  expect(judge({ step: 'reviewing', busy: true })).toEqual({ status: 'waiting', reason: dirt });
  expect(judge({ step: 'reviewing', takenUp: 'next' })).toEqual({ status: 'waiting', reason: dirt });
});
