import { describe, expect, it } from 'vitest';
import { dueFrom } from '../../../src/tasks/due-from.ts';

const FIRST = '2026-11-20T12:00:00.000Z';
const DAY_BEFORE = '2026-11-19T12:00:00.000Z';
const HOUR_LATER = '2026-11-19T13:00:00.000Z';
const YEARS_BEFORE = '2020-01-01T00:00:00.000Z';

/** What each of these looks at the clock says, one after the other. */
function follow(firstStartAt: string | undefined, ...clock: string[]): string[] {
  let behindSince: string | undefined;
  return clock.map((at) => {
    const found = dueFrom({ firstStartAt, behindSince }, at);
    behindSince = found.behindSince;
    return found.from;
  });
}

describe('due times count', () => {
  it.each<[string, string | undefined, string[], string[]]>([
    ['from now on as long as nothing was started', undefined, [FIRST], [FIRST]],
    ['from the first start on', FIRST, [FIRST, '2027-01-01T00:00:00.000Z'], [FIRST, FIRST]],
    [
      'from when a clock is set right that was ahead',
      FIRST,
      [DAY_BEFORE, HOUR_LATER],
      [DAY_BEFORE, DAY_BEFORE],
    ],
    ['from the second on in which that is seen', FIRST, ['2026-11-19T12:00:00.007Z'], [DAY_BEFORE]],
    ['from when it is set further back', FIRST, [HOUR_LATER, DAY_BEFORE], [HOUR_LATER, DAY_BEFORE]],
    [
      'from the first start on again after a clock that was behind for a while',
      FIRST,
      [YEARS_BEFORE, FIRST, DAY_BEFORE],
      [YEARS_BEFORE, FIRST, DAY_BEFORE],
    ],
  ])('%s', (_what, firstStartAt, clock, from) => {
    expect(follow(firstStartAt, ...clock)).toEqual(from);
  });
});
