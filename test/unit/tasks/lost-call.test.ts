import { expect, it } from 'vitest';
import { BEAT_MS, countLostMs } from '../../../src/tasks/lost-call.ts';
import { fc, test } from '../../support/property.ts';

const startedAt = '2026-11-20T12:00:00.000Z';
const beganMs = Date.parse(startedAt);
const longestMs = 3_600_000;

it.each([
  ['still at work: until now', 5_000, true, 200_000, 200_000],
  ['still at work after a night: no more than it may take', 5_000, true, 50_000_000, longestMs],
  ['ended: a beat after its last sign of life', 5_000, false, 50_000_000, 5_000 + BEAT_MS],
  ['ended, and taken up within the beat', 5_000, false, 6_000, 6_000],
  ['what is counted stays, whatever the clock says', 5_000, false, -10_000, 5_000],
  ['what is counted stays, also beyond what it may take', 4_000_000, true, 50_000_000, 4_000_000 + BEAT_MS],
])('%s', (_what, countedMs, wasRunning, laterMs, lostMs) => {
  const found = { nowMs: beganMs + laterMs, wasRunning, longestMs };
  expect(countLostMs({ startedAt, countedMs }, found)).toBe(lostMs);
});

// Lives of the daemon, each cut off at any moment after the beats that it had time for, some taken up much later.
const lives = fc.array(
  fc.record({
    livedMs: fc.integer({ min: 0, max: 200_000 }),
    downMs: fc.integer({ min: 0, max: 500_000 }),
    wasRunning: fc.boolean(),
  }),
  { maxLength: 30 },
);

test.prop([lives])('no number of deaths makes the time free in which a daemon lived', (all) => {
  let [livedMs, countedMs] = [0, 0];
  for (const life of all) {
    const beats = Math.floor(life.livedMs / BEAT_MS) * BEAT_MS;
    livedMs += life.livedMs;
    countedMs += countLostMs(
      { startedAt, countedMs: beats },
      { nowMs: beganMs + life.livedMs + life.downMs, wasRunning: life.wasRunning, longestMs },
    );
  }
  expect(countedMs).toBeGreaterThanOrEqual(livedMs);
});
