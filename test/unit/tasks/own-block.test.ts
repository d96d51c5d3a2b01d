import { expect, it } from 'vitest';
import {
  beginLifting,
  endLifting,
  isBlocking,
  isLifting,
  isOwnBlock,
  restoreBlocked,
} from '../../../src/tasks/own-block.ts';
import type { Breach } from '../../../src/tasks/breach.ts';
import { makeRecord } from '../../support/world.ts';

const BREACH = { digest: 'd', finished: true, violations: [], limits: 'l', before: [] };

function recordOf(...states: Breach['blocked'][]) {
  const tasks = states.map((blocked, at) => [
    String(at),
    makeRecord({ breach: { ...BREACH, run: `run-${at}`, blocked } }),
  ]);
  return { tasks: { ...Object.fromEntries(tasks), other: makeRecord() } };
}

it('a BLOCKED is planex’s own until planex has taken it out', () => {
  const record = recordOf('no', 'yes', 'over', 'blocking');
  expect([isOwnBlock(record), isLifting(record)]).toEqual([true, false]);
  beginLifting(record);
  expect(record).toEqual(recordOf('no', 'lifting', 'over', 'lifting'));
  expect([isOwnBlock(record), isLifting(record)]).toEqual([true, true]);
  endLifting(record);
  expect(record).toEqual(recordOf('no', 'over', 'over', 'over'));
  expect([isOwnBlock(record), isLifting(record)]).toEqual([false, false]);
  expect(isBlocking(undefined)).toBe(false);
  expect([isOwnBlock(recordOf('blocking')), isOwnBlock(recordOf('no', 'over'))]).toEqual([true, false]);
});

it('taking it out is taken back where nothing came of it, and what was said since stays', () => {
  const before = recordOf('yes', 'yes', 'over', 'yes', 'blocking', 'blocking', 'lifting');
  const record = recordOf('lifting', 'over', 'over', 'no', 'lifting', 'yes', 'over');
  restoreBlocked(record, before);
  expect(record).toEqual(recordOf('yes', 'yes', 'over', 'no', 'blocking', 'yes', 'over'));
  const another = { tasks: { 0: makeRecord({ breach: { ...BREACH, run: 'another', blocked: 'over' } }) } };
  restoreBlocked(another, before);
  expect(another.tasks[0].breach?.blocked).toBe('over');
});
