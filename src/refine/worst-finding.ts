import type { Finding } from '../tasks/findings.ts';
import type { Round } from './manifest.ts';

const WEIGHTS = { critical: 1, high: 0.75, medium: 0.5, low: 0.25 } as const;
/** Reviews in a row of which each must be worse than the one before. */
const ROUNDS = 3;

/** Severity times confidence of the worst finding: 0 without any, 1 for a critical one that is certain. */
export function rateWorst(findings: readonly Finding[]): number {
  const rates = findings.map(({ severity, confidence }) => WEIGHTS[severity] * confidence);
  return Math.round(Math.max(0, ...rates) * 100) / 100;
}

/** The last three ratings when each is worse than the one before it: fixing makes the plan worse, not better. */
export function findDivergence(rounds: readonly Round[]): number[] | undefined {
  const rated = rounds.flatMap(({ worst }) => (worst === undefined ? [] : [worst])).slice(-ROUNDS);
  if (rated.length < ROUNDS) return undefined;
  return rated.every((rate, at) => at === 0 || rate > (rated[at - 1] ?? rate)) ? rated : undefined;
}
