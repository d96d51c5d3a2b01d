const UNIT_MS = new Map([
  ['ms', 1],
  ['s', 1_000],
  ['m', 60_000],
  ['h', 3_600_000],
  ['d', 86_400_000],
]);

/** What a duration looks like in `.planexrc`: a whole number above zero and its unit. */
export const DURATION_PATTERN = /^([1-9]\d{0,11})(ms|s|m|h|d)$/;

/** Milliseconds of a duration such as `90s`, `10m`, `2h` or `30d`, or undefined for any other text. */
export function parseDuration(text: string): number | undefined {
  const [, count, unit = ''] = DURATION_PATTERN.exec(text) ?? [];
  const unitMs = UNIT_MS.get(unit);
  return unitMs === undefined ? undefined : Number(count) * unitMs;
}
