const SPAN = /(\d+(?:\.\d+)?) ?(ms|s|m|h|d|sec(?:ond)?s?|min(?:ute)?s?|hours?|days?)(?![a-z])[ ,]*/giy;
const CLOCK = /^(?:([A-Z][a-z]{2} \d{1,2})(?:st|nd|rd|th), (\d{4}) )?(\d{1,2}:\d{2} [AP]M)/;
const MINUTE_MS = 60_000;

/**
 * The instant (ISO 8601) that a message names after "try again": a span from `nowMs` on, or a date or a time of day in the
 * local time zone, in which the CLIs write them. Undefined when it names none.
 */
export function readRetryTime(message: string, nowMs: number): string | undefined {
  const [, word, rest] = /\btry again (in|at) (.*)/is.exec(message) ?? [];
  if (word === undefined || rest === undefined) return undefined;
  const atMs = word.toLowerCase() === 'in' ? readSpan(rest, nowMs) : readClock(rest, nowMs);
  return atMs === undefined || Number.isNaN(atMs) ? undefined : new Date(atMs).toISOString();
}

function readSpan(text: string, nowMs: number): number | undefined {
  const parts = [...text.matchAll(SPAN)].map(([, count, unit = '']) => Number(count) * lengthOf(unit));
  return parts.length === 0 ? undefined : nowMs + Math.ceil(parts.reduce((sum, part) => sum + part, 0));
}

function lengthOf(unit: string): number {
  if (unit.toLowerCase() === 'ms') return 1;
  const lengths: Record<string, number> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };
  return lengths[unit.charAt(0).toLowerCase()] ?? 0;
}

function readClock(text: string, nowMs: number): number | undefined {
  const [, day, year, time] = CLOCK.exec(text) ?? [];
  if (time === undefined) return undefined;
  if (day !== undefined && year !== undefined) return Date.parse(`${day}, ${year} ${time}`);
  const today = Date.parse(`${new Date(nowMs).toDateString()} ${time}`);
  // The time is cut off to minutes: in the minute that it names, the moment is still to come.
  if (today < nowMs && nowMs < today + MINUTE_MS) return today + MINUTE_MS;
  // A time of day that is over is meant for tomorrow.
  return today >= nowMs ? today : new Date(today).setDate(new Date(today).getDate() + 1);
}
