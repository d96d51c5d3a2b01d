import { type CronFields, matchesDay } from './last-occurrence.ts';

const DAY_MS = 86_400_000;
/** 29 February may be eight years away, where a century is no leap year. */
const DAYS_AHEAD = 9 * 366;

/** The first time after `after` that the fields name in UTC; undefined when they name none in nine years. */
export function findNextInUtc(fields: CronFields, after: Date): Date | undefined {
  const from = Math.floor(after.getTime() / 1000) * 1000 + 1000;
  const today = Math.floor(from / DAY_MS) * DAY_MS;
  for (let ahead = 0; ahead <= DAYS_AHEAD; ahead += 1) {
    const day = today + ahead * DAY_MS;
    const time = matchesDay(fields, new Date(day)) ? findTimeOfDay(fields, from - day) : undefined;
    if (time !== undefined) return new Date(day + time);
  }
  return undefined;
}

/** The first time of a day that is not before `fromMs`, both in milliseconds since midnight. */
function findTimeOfDay({ hour, minute, second }: CronFields, fromMs: number): number | undefined {
  for (const h of sort(hour)) {
    if ((h + 1) * 3_600_000 <= fromMs) continue;
    for (const m of sort(minute)) {
      for (const s of sort(second)) {
        const time = ((h * 60 + m) * 60 + s) * 1000;
        if (time >= fromMs) return time;
      }
    }
  }
  return undefined;
}

function sort(values: readonly number[]): number[] {
  return values.toSorted((a, b) => a - b);
}
