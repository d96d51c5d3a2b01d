import { expect, onTestFinished, test } from 'vitest';
import { startSchedule } from '../../../src/schedule/cron.ts';

const everySecond = { expression: '* * * * * *', timezone: 'UTC' };
const rest = async (): Promise<void> => undefined;
const fail = (name: string, error: unknown): never => {
  throw new Error(`${name} failed`, { cause: error });
};

test('an entry runs again after a failure, which is told', async () => {
  const failures: string[] = [];
  let runs = 0;
  const run = async (): Promise<void> => {
    runs += 1;
    throw new Error(`run ${runs}`);
  };
  const schedule = startSchedule([{ name: 'tick', ...everySecond, run }], (name, error) =>
    failures.push(`${name}: ${String(error)}`),
  );
  onTestFinished(() => schedule.stop());
  await expect.poll(() => failures.slice(0, 2)).toEqual(['tick: Error: run 1', 'tick: Error: run 2']);
});

test('an entry never overlaps itself, and stop waits for it and starts no other', async () => {
  const slow = { started: 0, ended: 0, release: (): void => undefined };
  let ticks = 0;
  const runSlowly = async (): Promise<void> => {
    slow.started += 1;
    await new Promise<void>((resolve) => (slow.release = resolve));
    slow.ended += 1;
  };
  const tick = async (): Promise<void> => void (ticks += 1);
  const schedule = startSchedule(
    [
      { name: 'slow', ...everySecond, run: runSlowly },
      { name: 'tick', ...everySecond, run: tick },
    ],
    fail,
  );
  await expect.poll(() => ticks).toBeGreaterThanOrEqual(3);
  expect(slow).toMatchObject({ started: 1, ended: 0 });

  let over = false;
  const stopped = schedule.stop().then(() => (over = true));
  await new Promise(setImmediate);
  expect(over).toBe(false);
  slow.release();
  await stopped;
  expect(slow).toMatchObject({ started: 1, ended: 1 });
  expect(schedule.next('slow')).toBeUndefined();
});

test('says when an entry runs next, in its time zone', async () => {
  const schedule = startSchedule(
    [{ name: 'yearly', expression: '30 8 1 1 *', timezone: 'Asia/Tokyo', run: rest }],
    fail,
  );
  onTestFinished(() => schedule.stop());
  const next = schedule.next('yearly');
  expect(next?.toISOString()).toMatch(/^\d{4}-12-31T23:30:00\.000Z$/);
  expect(next && next > new Date()).toBe(true);
  expect(schedule.next('unknown')).toBeUndefined();
});
