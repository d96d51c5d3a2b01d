import type { ApprovedParts } from '../artifacts/approved-parts.ts';
import type { PlanStatus } from '../artifacts/artifact.ts';
import { judgePlanApproval } from '../tasks/plan-approval.ts';
import { quoteId } from '../tasks/quote-id.ts';
import type { Reason } from '../tasks/reason.ts';
import type { ArtifactRecord } from '../tasks/task-record.ts';
import type { CatalogueEntry } from './artifact-catalogue.ts';

/** What a look found out about an approval, to be remembered before anything runs. */
export interface NewApproval {
  path: string;
  /** What is approved now; undefined when nothing is any more. */
  parts: ApprovedParts | undefined;
  status: PlanStatus;
}

/** Judges which plans stand as they were approved. Of bytes that are not admitted nothing is taken for anybody's word. */
export function approveEntries(
  entries: readonly CatalogueEntry[],
  admitted: ReadonlySet<string>,
  records: ReadonlyMap<string, ArtifactRecord>,
): { holds: Map<string, Reason>; fresh: NewApproval[] } {
  const holds = new Map<string, Reason>();
  const fresh: NewApproval[] = [];
  for (const { path, digest, artifact, parts } of entries) {
    const record = records.get(path);
    const rejected = record?.rejected;
    const staysRejected =
      artifact.status === 'none' || artifact.status === 'draft' || digest === rejected?.digest;
    if (rejected !== undefined && staysRejected) {
      holds.set(path, holdRejected(path, rejected));
      continue;
    }
    if (!admitted.has(path) || parts === undefined) continue;
    const judged = judgePlanApproval({ status: artifact.status, parts }, record);
    if (judged.kind === 'changed') holds.set(path, holdChanged(path, judged.changes));
    if (judged.kind === 'by-status') fresh.push({ path, parts, status: artifact.status });
    if (judged.kind === 'none' && judged.withdrawn)
      fresh.push({ path, parts: undefined, status: artifact.status });
  }
  return { holds, fresh };
}

function holdChanged(path: string, changes: readonly string[]): Reason {
  const what = changes.slice(0, 3).join(', ');
  const more = changes.length > 3 ? ` and ${changes.length - 3} more changes` : '';
  return {
    code: 'approval',
    message: `the plan means something else than what was approved: ${what}${more}`,
    action: `planex approve ${quoteId(path)}`,
  };
}

function holdRejected(path: string, { at, why }: NonNullable<ArtifactRecord['rejected']>): Reason {
  return {
    code: 'approval',
    message: `the plan was rejected at ${at}${why === undefined ? '' : `: ${why}`}`,
    action: `planex approve ${quoteId(path)}`,
  };
}
