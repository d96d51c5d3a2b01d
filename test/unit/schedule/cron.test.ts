import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { parseCron, startSchedule, validateCron } from '../../../src/schedule/cron.ts';

describe('validateCron', () => {
  test.each(['* * * * *', '17 3 * * *', '*/5 * * * * *', '0 6 * * mon-fri', '@daily', '0 0 ? * 1'])(
    'accepts %s',
    (expression) => {
      expect(validateCron(expression)).toBeUndefined();
    },
  );

  test.each([
    ['', 'is not a cron expression'],
    ['soon', 'expected 5 or 6 fields'],
    ['61 * * * *', '61 is a invalid expression for minute'],
    ['*/0 * * * *', 'is not a cron expression'],
    ['0 0 31 2 *', 'impossible day of month'],
    ['0 0 L * *', 'uses L, W or #'],
    ['0 0 * * 1#2', 'uses L, W or #'],
  ])('refuses %j', (expression, message) => {
    expect(validateCron(expression)).toContain(message);
  });
});

test('an expression is read into the numbers that match', () => {
  expect(parseCron('30 9 1 */6 mon')).toEqual({
    ok: true,
    value: { second: [0], minute: [30], hour: [9], dayOfMonth: [1], month: [1, 7], dayOfWeek: [1] },
  });
  expect(parseCron('soon')).toMatchObject({
    ok: false,
    failure: expect.stringMatching(/^"soon" is not a cron expression \(expected 5 or 6 fields.*\)$/),
  });
  expect(parseCron('0 0 L * *')).toEqual({
    ok: false,
    failure: '"0 0 L * *" uses L, W or #, which planex does not know',
  });
});

test('an entry is next due by the clock of its time zone, and by none once it is stopped', async () => {
  const run = (): Promise<void> => Promise.reject(new Error('not due'));
  const entry = { expression: '0 12 * * *', run };
  const schedule = startSchedule(
    [
      { ...entry, name: 'here', timezone: 'UTC' },
      { ...entry, name: 'there', timezone: 'Asia/Tokyo' },
    ],
    () => undefined,
  );
  expect(schedule.next('here')?.getUTCHours()).toBe(12);
  expect(schedule.next('there')?.getUTCHours()).toBe(3);
  expect(schedule.next('nowhere')).toBeUndefined();
  await schedule.stop();
  expect(schedule.next('here')).toBeUndefined();
});

describe('in UTC, where planex reckons by itself, the next time is that of the library', () => {
  const at = (instant: string): void => {
    vi.useFakeTimers({ now: new Date(instant), toFake: ['Date'] });
    onTestFinished(() => void vi.useRealTimers());
  };
  const rest = async (): Promise<void> => undefined;
  const readNext = async (expression: string, timezone: string): Promise<string | undefined> => {
    const schedule = startSchedule([{ name: 'one', expression, timezone, run: rest }], () => undefined);
    const next = schedule.next('one')?.toISOString();
    await schedule.stop();
    return next;
  };
  const instants = [
    '2026-11-20T00:00:00.000Z',
    '2026-11-20T03:17:00.000Z',
    '2026-11-20T03:16:59.999Z',
    '2026-11-20T23:59:59.500Z',
    '2026-12-31T23:59:00.001Z',
    '2027-02-28T12:34:56.789Z',
    '2027-03-01T00:00:00.000Z',
  ];
  const expressions = [
    '* * * * *',
    '* * * * * *',
    '17 3 * * *',
    '*/7 30,5,20 8-18/3 * * *',
    '59 23 31 12 *',
    '0 0 29 2 *',
    '0 6 * * mon-fri',
    '0 12 1-7 * sun',
    '@weekly',
  ];
  test.each(expressions.flatMap((one) => instants.map((instant): [string, string] => [one, instant])))(
    '%s after %s',
    async (expression, instant) => {
      at(instant);
      const next = await readNext(expression, 'UTC');
      expect(next).toBe(await readNext(expression, 'Etc/UTC'));
      expect(next).toMatch(/^20\d\d-/);
    },
  );
});
