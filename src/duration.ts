import { z } from './schema.ts';

const UNIT_MS = new Map([
  ['ms', 1],
  ['s', 1_000],
  ['m', 60_000],
  ['h', 3_600_000],
  ['d', 86_400_000],
]);

/** What a duration looks like in `.planexrc`: a whole number above zero and its unit. */
const DURATION_PATTERN = /^([1-9]\d{0,11})(ms|s|m|h|d)$/;

/** Milliseconds of a duration such as `90s`, `10m`, `2h` or `30d`, or undefined for any other text. */
export function parseDuration(text: string): number | undefined {
  const [, count, unit = ''] = DURATION_PATTERN.exec(text) ?? [];
  const unitMs = UNIT_MS.get(unit);
  return unitMs === undefined ? undefined : Number(count) * unitMs;
}

/** The schema of a duration as text, of at most `longest`. */
export function durationSchema(longest: string) {
  return z
    .string()
    .regex(DURATION_PATTERN, 'expected a duration such as "90s", "10m", "2h" or "30d"')
    .refine(
      (text) => (parseDuration(text) ?? 0) <= (parseDuration(longest) ?? 0),
      `expected a duration of at most ${longest}`,
    );
}

/** The longest duration of anything that a timer ends: timers of Node overflow at 2^31 - 1 ms and then fire at once. */
export const LONGEST_TIMER = '7d';

/** Milliseconds of a duration that its schema has let through. */
export function toMs(text: string): number {
  return parseDuration(text) ?? 0;
}
