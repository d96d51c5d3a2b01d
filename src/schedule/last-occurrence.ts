/** The values at which each field of a cron expression matches; Sunday is 0. */
export interface CronFields {
  second: number[];
  minute: number[];
  hour: number[];
  dayOfMonth: number[];
  month: number[];
  dayOfWeek: number[];
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const DAYS_BACK = 366;
/** No clock is set back by more than this. */
const LONGEST_SHIFT_MS = 3 * HOUR_MS;

/**
 * The latest time at or before `now` that the fields name in `timezone`, looking back a year. A time that the clock
 * skips in spring counts later by as much as was skipped; one that comes twice in autumn counts once, the first time.
 */
export function findLastOccurrence(fields: CronFields, timezone: string, now: Date): Date | undefined {
  const readClock = makeClock(timezone);
  const localNow = readClock(now.getTime());
  const setBackMs = Math.max(0, readClock(now.getTime() - LONGEST_SHIFT_MS) + LONGEST_SHIFT_MS - localNow);
  const timesOfDay = listTimesOfDay(fields);
  for (let back = 0; back <= DAYS_BACK; back += 1) {
    const day = (Math.floor(localNow / DAY_MS) - back) * DAY_MS;
    if (!matchesDay(fields, new Date(day))) continue;
    for (const timeOfDay of timesOfDay) {
      if (day + timeOfDay > localNow + setBackMs) continue;
      const instant = toInstant(day + timeOfDay, readClock);
      if (instant <= now.getTime()) return new Date(instant);
    }
  }
  return undefined;
}

/** True when the fields name a time on this day; `day` is its midnight in UTC. */
export function matchesDay(fields: CronFields, day: Date): boolean {
  return (
    fields.month.includes(day.getUTCMonth() + 1) &&
    fields.dayOfMonth.includes(day.getUTCDate()) &&
    fields.dayOfWeek.includes(day.getUTCDay())
  );
}

/** Milliseconds since midnight of every time in a day, the latest first. */
function listTimesOfDay({ hour, minute, second }: CronFields): number[] {
  return hour
    .flatMap((h) => minute.flatMap((m) => second.map((s) => ((h * 60 + m) * 60 + s) * 1000)))
    .sort((a, b) => b - a);
}

/** What the clock on the wall shows at an instant, as the milliseconds at which UTC shows the same. */
type Clock = (instant: number) => number;

function makeClock(timezone: string): Clock {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: timezone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  return (instant) => {
    const parts = new Map(format.formatToParts(instant).map(({ type, value }) => [type, Number(value)]));
    const read = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? 0;
    return Date.UTC(
      read('year'),
      read('month') - 1,
      read('day'),
      read('hour'),
      read('minute'),
      read('second'),
    );
  };
}

/** The first instant at which the clock shows `local`, by the offsets of the day before and the day after. */
function toInstant(local: number, readClock: Clock): number {
  const offsetBefore = readClock(local - DAY_MS) - (local - DAY_MS);
  const offsetAfter = readClock(local + DAY_MS) - (local + DAY_MS);
  const shown = [local - offsetBefore, local - offsetAfter].filter((instant) => readClock(instant) === local);
  return shown.length > 0 ? Math.min(...shown) : local - offsetBefore;
}
