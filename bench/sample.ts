import type { Sample } from './row.ts';

/** Sums up measurements by their middle and the middle half. */
export function summarise(values: readonly number[]): Sample {
  const sorted = values.toSorted((one, other) => one - other);
  const at = (part: number): number => sorted[Math.floor((sorted.length - 1) * part)] ?? Number.NaN;
  return { median: at(0.5), low: at(0.25), high: at(0.75) };
}

/** A value that was measured once. */
export function single(value: number): Sample {
  return { median: value, low: value, high: value };
}

/** Milliseconds that something took. */
export async function timeIt(act: () => unknown): Promise<number> {
  const startedAt = performance.now();
  await act();
  return performance.now() - startedAt;
}

/**
 * Measures several things in turn, round after round, so that what else the machine does meanwhile hits all of them alike.
 * The first round warms up and does not count. Gives the samples in the order of `acts`; each act returns its value.
 */
export async function interleave(
  rounds: number,
  acts: readonly ((round: number) => Promise<number>)[],
): Promise<Sample[]> {
  const values: number[][] = acts.map(() => []);
  for (let round = 0; round <= rounds; round += 1) {
    for (const [index, act] of acts.entries()) {
      const value = await act(round);
      if (round > 0) values[index]?.push(value);
    }
  }
  return values.map(summarise);
}
