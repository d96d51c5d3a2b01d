import { type ApprovedParts, describeChangedParts, digestParts } from '../artifacts/approved-parts.ts';
import type { PlanStatus } from '../artifacts/artifact.ts';
import type { ArtifactRecord } from './task-record.ts';

/** Whether a plan stands as it was approved. */
export type PlanApproval =
  /** It has no Status that lets it run. `withdrawn`: it had been approved, and its Status stops it now. */
  | { kind: 'none'; withdrawn: boolean }
  | { kind: 'approved' }
  /** Its Status says so in bytes that a person here has written or trusted: what it means now is approved by that. */
  | { kind: 'by-status' }
  /** It says APPROVED still, and means something else. */
  | { kind: 'changed'; changes: string[] };

/*
 *   DRAFT · BLOCKED · COMPLETE ──── APPROVED or IN PROGRESS, in admitted bytes ───▶ approved
 *            ▲                                                                      │     ▲
 *            │                                             its meaning is another   │     │ planex approve,
 *            └──── the Status stops it: nothing is approved ◀── changed ◀───────────┘     │ planex trust, or
 *                                                                  └──────────────────────┘ the old meaning again
 */

/** Judges a plan whose bytes are admitted. What planex writes itself is carried along where it is written. */
export function judgePlanApproval(
  { status, parts }: { status: PlanStatus; parts: ApprovedParts },
  record: Pick<ArtifactRecord, 'approvals' | 'approvedParts'> | undefined,
): PlanApproval {
  const approvals = record?.approvals ?? [];
  if (status !== 'approved' && status !== 'in-progress')
    return { kind: 'none', withdrawn: approvals.length > 0 };
  if (approvals.length === 0) return { kind: 'by-status' };
  const meaning = digestParts(parts);
  if (approvals.some((one) => one.meaning === meaning)) return { kind: 'approved' };
  return { kind: 'changed', changes: describeChangedParts(record?.approvedParts ?? {}, parts) };
}

/** Approvals remembered for a plan; an older meaning that comes back is asked about again. */
const MOST_APPROVALS = 50;

/** Writes down that a plan is approved in what it means now. */
export function recordApproval(
  record: ArtifactRecord,
  parts: ApprovedParts,
  approval: Omit<ArtifactRecord['approvals'][number], 'meaning'>,
): void {
  const meaning = digestParts(parts);
  const others = record.approvals.filter((one) => one.meaning !== meaning);
  record.approvals = [...others, { meaning, ...approval }].slice(-MOST_APPROVALS);
  record.approvedParts = { ...parts };
  delete record.rejected;
  delete record.doubted;
}

/**
 * What is approved with it when planex itself turns a plan into another: what planex writes into an approved plan needs no
 * approval of its own. Undefined when nothing is.
 */
export function findCarried(
  { approvals, approvedParts }: Pick<ArtifactRecord, 'approvals' | 'approvedParts'>,
  was: ApprovedParts | undefined,
  is: ApprovedParts | undefined,
): ApprovedParts | undefined {
  if (was === undefined || is === undefined || approvedParts === undefined) return undefined;
  const [before, after] = [digestParts(was), digestParts(is)];
  const isNew = before !== after && !approvals.some(({ meaning }) => meaning === after);
  return isNew && approvals.some(({ meaning }) => meaning === before) ? is : undefined;
}

/** Forgets what of a plan was approved, and that a rule has done so unless the plan is only held up. */
export function withdrawApprovals(record: ArtifactRecord, status?: PlanStatus): void {
  record.approvals = [];
  delete record.approvedParts;
  if (status !== 'blocked') delete record.rule;
  record.takenBack = true;
}
