import type { PlanStatus } from '../artifacts/artifact.ts';
import type { ArtifactRecord } from './task-record.ts';

type Rejection = NonNullable<ArtifactRecord['rejected']>;

/** Edits of planex's own remembered of rejected bytes, the latest. */
const MOST_EDITS = 50;

/** A plan as far as its rejection goes: the digest of its bytes, and its Status. */
interface RejectablePlan {
  status: PlanStatus;
  digest: string;
}

/** Whether a plan that was rejected is so still: its Status does not let it run, or it is what was rejected. */
export function staysRejected(rejected: Rejection, plan: RejectablePlan): boolean {
  return plan.status === 'none' || plan.status === 'draft' || isRejected(rejected, plan);
}

/**
 * Whether a plan is what a person has rejected, or what planex itself has made of that: by its bytes, and where a death came
 * before its Status was changed, by that.
 */
export function isRejected(rejected: Rejection | undefined, { status, digest }: RejectablePlan): boolean {
  if (rejected === undefined) return false;
  const { edits = [], statuses = [] } = rejected;
  return rejected.digest === digest || edits.includes(digest) || statuses.includes(status);
}

/** Notes before an edit of planex's own that it lifts no rejection; both contents count, in case it is not made. */
export function carryRejection(
  { rejected }: ArtifactRecord,
  before: RejectablePlan,
  after: RejectablePlan,
): void {
  if (rejected === undefined || !isRejected(rejected, before)) return;
  const { edits = [], statuses } = rejected;
  if (rejected.digest !== after.digest && !edits.includes(after.digest))
    rejected.edits = [...edits, after.digest].slice(-MOST_EDITS);
  if (statuses !== undefined) rejected.statuses = [...new Set([...statuses, after.status])];
}

/** Whether the Status of a plan is not the one any more that a rejection was to change: it can lift it from here on. */
export function isRestated({ statuses }: Rejection, status: PlanStatus): boolean {
  return statuses?.includes(status) === false;
}
