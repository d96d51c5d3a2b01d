import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { findCollector, isWorthCollecting } from '../../../src/compose/daemon/spare-memory.ts';

const MB = 1024 * 1024;

test.each([
  ['the first look has left its garbage', { usedBytes: 20 * MB, leftBytes: 0, workedMs: 20 }, true],
  ['little has come together', { usedBytes: 23 * MB, leftBytes: 20 * MB, workedMs: 20 }, false],
  ['much has', { usedBytes: 25 * MB, leftBytes: 20 * MB, workedMs: 20 }, true],
  [
    'much, but little beside what is needed',
    { usedBytes: 105 * MB, leftBytes: 100 * MB, workedMs: 20 },
    false,
  ],
  ['much beside that too', { usedBytes: 111 * MB, leftBytes: 100 * MB, workedMs: 20 }, true],
  ['it is still at work', { usedBytes: 40 * MB, leftBytes: 20 * MB, workedMs: 150 }, false],
])('when %s', (_, seen, expected) => {
  expect(isWorthCollecting(seen)).toBe(expected);
});

test('collecting takes away what nobody holds', async () => {
  const make = (): WeakRef<object> => new WeakRef({ much: 'x'.repeat(1000) });
  const dropped = make();
  const kept = { it: true };
  const held = new WeakRef(kept);
  // What a WeakRef was asked for or made of lives until the turn ends.
  await nextTurn();
  findCollector()();
  expect(dropped.deref()).toBeUndefined();
  expect(held.deref()).toBe(kept);
});
