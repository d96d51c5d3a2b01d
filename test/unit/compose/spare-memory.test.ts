import { getHeapStatistics } from 'node:v8';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import {
  createEffortGauge,
  findCollector,
  isWorthCollecting,
  isWorthShrinking,
} from '../../../src/compose/daemon/spare-memory.ts';

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

test.each([
  ['it has just come to rest', { calmLooks: 2, roomBytes: 8 * MB }, false],
  ['it has rested long enough for V8 to give room back', { calmLooks: 3, roomBytes: 8 * MB }, true],
  ['the room is small', { calmLooks: 3, roomBytes: 1 * MB }, false],
  ['V8 has not given it back although it was asked', { calmLooks: 6, roomBytes: 8 * MB }, false],
])('room for new objects, when %s', (_, seen, expected) => {
  expect(isWorthShrinking(seen)).toBe(expected);
});

test('effort counts for as long as it goes on: what comes in bursts never sums up', () => {
  const inBursts = createEffortGauge();
  const bursts = Array.from({ length: 100 }, (_, at) => inBursts(at % 5 === 4 ? 20 : 900));
  expect(Math.max(...bursts)).toBe(3600);
  const lasting = createEffortGauge();
  expect(Array.from({ length: 20 }, () => lasting(900)).at(-1)).toBe(18_000);
});

test('of garbage that has grown old, only a collection of all takes any away', () => {
  const collect = findCollector();
  const readUsed = (): number => getHeapStatistics().used_heap_size;
  const make = (): object[] => Array.from({ length: 200_000 }, (_, at) => ({ at }));
  let old: object[] | undefined = make();
  collect('all');
  const held = readUsed();
  expect(old).toHaveLength(200_000);
  old = undefined;
  collect('young');
  expect(readUsed()).toBeGreaterThan(held - 2 * MB);
  collect('all');
  expect(readUsed()).toBeLessThan(held - 4 * MB);
});

test('collecting takes away what nobody holds', async () => {
  const make = (): WeakRef<object> => new WeakRef({ much: 'x'.repeat(1000) });
  const dropped = make();
  const kept = { it: true };
  const held = new WeakRef(kept);
  // What a WeakRef was asked for or made of lives until the turn ends.
  await nextTurn();
  findCollector()('all');
  expect(dropped.deref()).toBeUndefined();
  expect(held.deref()).toBe(kept);
});
