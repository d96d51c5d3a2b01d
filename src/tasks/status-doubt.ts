import type { PlanStatus } from '../artifacts/artifact.ts';
import { quoteId } from './quote-id.ts';
import type { Reason } from './reason.ts';
import type { ArtifactRecord } from './task-record.ts';

/** What to think of a plan that may run, or go on, by what stands in its file. */
export type StatusDoubt = 'none' | 'begins' | 'stands' | 'over';

/** What is known of the bytes of an artifact beside its Status. */
export interface SeenBytes {
  status: PlanStatus;
  /** They were admitted before, as all are that planex writes. */
  isKnown: boolean;
  /**
   * Without a word of its own it waits where the bytes are not known: they take the place of committed ones of which nobody
   * here has ever admitted any, or the settings want it.
   */
  waitsUnknown: boolean;
}

/*
 *   first seen to let it run, at rest ───────────────▶ none: it is the person's word
 *   first seen to let it run, a run at work ─▶ begins ─▶ stands ── planex approve · planex trust ──▶ none
 *                                                          └───── its Status stops it again ───▶ over ─▶ none
 */

/**
 * Judges whether an executor may have written what lets a plan run: an executor without a sandbox reaches every file by its
 * path, and neither the file nor a commit of it tells who it was. Only what was there before any run began is known to be
 * a person's.
 */
export function judgeStatusDoubt(
  { status, isKnown, waitsUnknown }: SeenBytes,
  record: Pick<ArtifactRecord, 'approvals' | 'doubted' | 'stopped' | 'tasks'> | undefined,
  isAtWork: boolean,
): StatusDoubt {
  if (status === 'draft' || status === 'complete') return record?.doubted === true ? 'over' : 'none';
  if (record?.doubted === true) return 'stands';
  if (!isAtWork) return 'none';
  // What waited for a person does not come to run by losing its Status, by other limits, or by a blank at its end.
  if (status === 'none') {
    const waited = waitsUnknown || record?.stopped === true || isBreached(record);
    return waited && !isKnown ? 'begins' : 'none';
  }
  // Other limits let a task go on whose run has passed one, whatever the Status says.
  if (status === 'blocked') return !isKnown && isBreached(record) ? 'begins' : 'none';
  return (record?.approvals.length ?? 0) === 0 ? 'begins' : 'none';
}

/** Why the tasks of such an artifact wait. */
export function holdDoubted(path: string, status: PlanStatus, kind: 'plan' | 'solution' = 'plan'): Reason {
  const approve = `planex ${kind === 'plan' ? 'approve' : 'trust'} ${quoteId(path)}`;
  if (status === 'none') {
    return {
      code: 'approval',
      message:
        'it was written while a run was at work, which may have done it: by that alone nothing of it runs',
      action: `look at it, and ${approve}`,
    };
  }
  return status === 'blocked'
    ? {
        code: 'approval',
        message:
          'the plan was changed while a run was at work, which may have done it: that settles no BLOCKED by itself',
        action: `look at it, set "Status: IN PROGRESS" in ${path}, and ${approve}`,
      }
    : {
        code: 'approval',
        message:
          'its Status was set while a run was at work, which may have done it: that approves nothing by itself',
        action: approve,
      };
}

function isBreached(record: Pick<ArtifactRecord, 'tasks'> | undefined): boolean {
  return Object.values(record?.tasks ?? {}).some(({ breach }) => breach !== undefined);
}
