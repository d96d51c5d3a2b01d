import type { Round } from './manifest.ts';

/** True when nothing more happens in a round. */
export function isRoundOver(round: Round): boolean {
  if (round.commit !== undefined || round.superseded !== undefined) return true;
  // A round that planex did not write says no more than this.
  return round.implementer_ended_at !== undefined && round.plan_sha256_after === undefined;
}

/** True when there is a review, and it is known what was reviewed. */
export function isReviewed(round: Round): boolean {
  return round.codex_ended_at !== undefined && round.plan_sha256_before !== undefined;
}
