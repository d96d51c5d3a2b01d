import type { PlanStatus } from '../artifacts/artifact.ts';
import type { ArtifactRecord } from './task-record.ts';

type Rejection = NonNullable<ArtifactRecord['rejected']>;

/** Edits of planex's own remembered of rejected bytes, the latest. */
const MOST_EDITS = 50;

/** Whether a plan that was rejected is so still: its Status does not let it run, or it is what was rejected. */
export function staysRejected(rejected: Rejection, plan: { status: PlanStatus; digest: string }): boolean {
  return plan.status === 'none' || plan.status === 'draft' || isRejected(rejected, plan.digest);
}

/** Whether these bytes are those that a person has rejected, or what planex itself has made of them. */
export function isRejected(rejected: Rejection | undefined, digest: string): boolean {
  return rejected?.digest === digest || rejected?.edits?.includes(digest) === true;
}

/** Notes before an edit of planex's own that it lifts no rejection; both contents count, in case it is not made. */
export function carryRejection({ rejected }: ArtifactRecord, before: string, after: string): void {
  if (rejected === undefined || !isRejected(rejected, before) || isRejected(rejected, after)) return;
  rejected.edits = [...(rejected.edits ?? []), after].slice(-MOST_EDITS);
}
