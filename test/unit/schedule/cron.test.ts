import { describe, expect, test } from 'vitest';
import { validateCron } from '../../../src/schedule/cron.ts';

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
