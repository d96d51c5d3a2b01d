import { findLimitHold, splitBackends } from '../../tasks/backend-limit.ts';
import { findBudgetHold } from '../../tasks/budget.ts';
import type { CallTotals } from '../../tasks/call-totals.ts';
import type { Reason } from '../../tasks/reason.ts';
import type { RunRecord } from '../../tasks/run-record.ts';
import type { ArtifactRecord } from '../../tasks/task-record.ts';
import type { ActiveRun } from '../../tasks/world.ts';
import type { DaemonSettings } from '../ports.ts';

/** A run that has not ended, and whether this process is at work on it. */
export interface OpenRun {
  record: RunRecord;
  busy: boolean;
  /** Processes of it that a dead planex left running. */
  left?: readonly number[];
}

/** What bears on the waits of runs. */
export interface RunSources {
  calls: CallTotals;
  settings: DaemonSettings;
  records: ReadonlyMap<string, ArtifactRecord>;
  nowMs: number;
}

/** The runs that have not ended as the decision sees them: whether a review is still held back is told anew each time. */
export function describeRuns(open: readonly OpenRun[], sources: RunSources): ActiveRun[] {
  const asked = new Set(
    open.filter(({ busy }) => busy).flatMap(({ record }) => splitBackends(record.reviewer ?? record.backend)),
  );
  return open.map(({ record, busy, left }) => {
    const waiting = findWait(record, asked, sources);
    return {
      runId: record.runId,
      taskId: record.taskId,
      step: record.step,
      busy,
      ...(left === undefined || left.length === 0 ? {} : { left }),
      ...(waiting === undefined ? {} : { waiting }),
      backend: record.backend,
      ...(record.step === 'reviewing' && record.reviewer !== undefined ? { reviewer: record.reviewer } : {}),
      ...(record.patch === undefined ? {} : { patch: record.patch }),
      ...(isBatched(record, sources.settings) ? { batch: record.artifactPath } : {}),
      footprint: record.commit === undefined ? record.footprint : (record.paths ?? []),
    };
  });
}

function findWait(
  { waiting, reviewer, taskId, digest, artifactPath }: RunRecord,
  asked: ReadonlySet<string>,
  { calls, settings, records, nowMs }: RunSources,
): Reason | undefined {
  if (reviewer === undefined) return waiting;
  switch (waiting?.code) {
    case 'rate-limited':
      return findLimitHold(reviewer, calls.backends[reviewer]?.limit, nowMs, asked.has(reviewer));
    case 'budget': {
      const key = taskId.slice(taskId.lastIndexOf('#') + 1);
      const forgiven = records.get(artifactPath)?.tasks[key]?.forgiven;
      return findBudgetHold(calls, settings.caps, { taskId, digest, artifactPath, forgiven }, nowMs);
    }
    default:
      return waiting;
  }
}

/** A run stands for its batch until there is a verdict on its work; what was mended is reviewed by itself. */
function isBatched({ step, reviews, mended }: RunRecord, { review }: DaemonSettings): boolean {
  if (review !== 'batch' || mended === true || reviews !== undefined) return false;
  return step !== 'committing' && step !== 'landing';
}
