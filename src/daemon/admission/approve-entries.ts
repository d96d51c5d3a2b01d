import type { ApprovedParts } from '../../artifacts/approved-parts.ts';
import type { PlanStatus } from '../../artifacts/artifact.ts';
import type { Standing } from '../../tasks/admission.ts';
import { isLifting } from '../../tasks/own-block.ts';
import { judgePlanApproval } from '../../tasks/plan-approval.ts';
import { quoteId } from '../../tasks/quote-id.ts';
import type { Reason } from '../../tasks/reason.ts';
import { isRestated, staysRejected } from '../../tasks/rejection.ts';
import { holdDoubted, judgeStatusDoubt } from '../../tasks/status-doubt.ts';
import type { ArtifactRecord } from '../../tasks/task-record.ts';
import { isAdmitted } from './admit-entries.ts';
import type { CatalogueEntry } from '../look/artifact-catalogue.ts';

/** What a look found out about an approval, to be remembered before anything runs. */
export type NewApproval = { path: string } & (
  | { kind: 'approved'; parts: ApprovedParts; digest: string; status: PlanStatus }
  /** Its Status stops it now. */
  | { kind: 'withdrawn'; status: PlanStatus }
  | { kind: 'doubted' | 'undoubted' }
  /** Its Status stops it; it is stopped no more, and no executor can have done that. */
  | { kind: 'stopped' | 'released' }
  /** It says BLOCKED no more, and a death came before that was written down. */
  | { kind: 'lifted' }
  /** It does not say any more what its rejection of then was to change, at which a death came. */
  | { kind: 'restated'; at: string }
);

/** Judges which plans stand as they were approved. Of bytes that are not admitted nothing is taken for anybody's word. */
export function approveEntries(
  entries: readonly CatalogueEntry[],
  seen: {
    records: ReadonlyMap<string, ArtifactRecord>;
    admitted: ReadonlySet<string>;
    /** Whether Git is too busy to tell if a plan that is not admitted was written here. */
    undecided: (entry: CatalogueEntry) => boolean;
    standings: ReadonlyMap<string, Standing>;
    /** Whether a run was at work since the files were last looked at with none at work. */
    isAtWork: boolean;
    /** Whether what is new then waits for a person although nothing of it says so. */
    asksDuringRuns: boolean;
  },
): { holds: Map<string, Reason>; fresh: NewApproval[] } {
  const { records, admitted } = seen;
  const holds = new Map<string, Reason>();
  const fresh: NewApproval[] = [];
  for (const entry of entries) {
    const { path, digest, artifact, parts } = entry;
    const record = records.get(path);
    const rejected = record?.rejected;
    if (artifact.status !== 'blocked' && record !== undefined && isLifting(record))
      fresh.push({ kind: 'lifted', path });
    if (rejected !== undefined && isRestated(rejected, artifact.status))
      fresh.push({ kind: 'restated', path, at: rejected.at });
    if (rejected !== undefined && staysRejected(rejected, { status: artifact.status, digest })) {
      holds.set(path, holdRejected(path, rejected));
      // A death came between its file and the rest.
      if (artifact.status === 'draft' && record !== undefined && record.approvals.length > 0)
        fresh.push({ kind: 'withdrawn', path, status: artifact.status });
      continue;
    }
    if (!admitted.has(path) && !seen.undecided(entry)) continue;
    const bytes = {
      status: artifact.status,
      isKnown: isAdmitted(records, entry),
      waitsUnknown:
        seen.asksDuringRuns ||
        (seen.standings.get(path) === 'modified' && (record?.admitted ?? []).length === 0),
    };
    const doubt = judgeStatusDoubt(bytes, record, seen.isAtWork);
    if (doubt === 'begins') fresh.push({ kind: 'doubted', path });
    if (doubt === 'over') fresh.push({ kind: 'undoubted', path });
    if (!admitted.has(path)) continue;
    if (doubt === 'begins' || doubt === 'stands') {
      holds.set(path, holdDoubted(path, artifact.status, artifact.kind));
      continue;
    }
    if (isStopping(artifact.status) !== (record?.stopped === true))
      fresh.push({ kind: isStopping(artifact.status) ? 'stopped' : 'released', path });
    if (parts === undefined) continue;
    const judged = judgePlanApproval({ status: artifact.status, parts }, record);
    if (judged.kind === 'changed') holds.set(path, holdChanged(path, judged.changes));
    if (judged.kind === 'by-status')
      fresh.push({ kind: 'approved', path, parts, digest, status: artifact.status });
    if (judged.kind === 'none' && judged.withdrawn)
      fresh.push({ kind: 'withdrawn', path, status: artifact.status });
  }
  return { holds, fresh };
}

function isStopping(status: PlanStatus): boolean {
  return status === 'draft' || status === 'blocked' || status === 'complete';
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
