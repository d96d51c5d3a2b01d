import { join } from 'node:path';
import { claimForProcess, listClaimed } from './process-claims.ts';

/** As many plans may be refined at once, by whatever processes. */
const MOST_AT_ONCE = 2;

/** What came of asking to refine a plan. */
export type RefineClaim =
  | { kind: 'taken'; release(): void }
  /** Another process is at this plan. */
  | { kind: 'same-plan'; pid: number }
  /** As many plans as may be are refined already: these. */
  | { kind: 'too-many'; plans: string[] };

/** Claims a plan for this process as long as it lives: of two that come at once, both may be refused, and never both be let in. */
export function claimRefinement(records: string, plan: string): RefineClaim {
  const { others, release } = claimForProcess(locateClaims(records), plan);
  const same = others.find((other) => other.subject === plan);
  if (same === undefined && others.length < MOST_AT_ONCE) return { kind: 'taken', release };
  release();
  if (same !== undefined) return { kind: 'same-plan', pid: same.pid };
  return { kind: 'too-many', plans: others.map((other) => other.subject) };
}

/** The plans that are being refined at this moment, by whatever process. */
export function listRefining(records: string): string[] {
  return listClaimed(locateClaims(records));
}

function locateClaims(records: string): string {
  return join(records, 'refinements');
}
