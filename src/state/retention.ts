import type { RunRecord } from '../tasks/run-record.ts';
import type { RunRecords } from './run-records.ts';

/** Which runs may be forgotten. */
export interface RetentionRule {
  /** Milliseconds that a run is kept after its end. */
  keepMs: number;
  /** Milliseconds since the epoch. */
  nowMs: number;
  /** True for a run that something else still refers to, for example a snapshot of its work that never landed. */
  isNeeded(run: RunRecord): boolean;
}

/** Removes the runs that a rule lets go, never the last one of a task, and returns their ids. */
export async function pruneRuns(
  records: Pick<RunRecords, 'listRuns' | 'removeRun'>,
  rule: RetentionRule,
): Promise<string[]> {
  const removed: string[] = [];
  for (const run of chooseOldRuns(await records.listRuns(), rule)) {
    await records.removeRun(run.runId);
    removed.push(run.runId);
  }
  return removed;
}

/** The runs that may go: ended, old, not the last of their task and not needed. */
export function chooseOldRuns(runs: readonly RunRecord[], rule: RetentionRule): RunRecord[] {
  const last = new Map<string, RunRecord>();
  for (const run of runs) {
    const known = last.get(run.taskId);
    if (known === undefined || known.startedAt <= run.startedAt) last.set(run.taskId, run);
  }
  return runs.filter(
    (run) =>
      run.endedAt !== undefined &&
      run.step === 'ended' &&
      Date.parse(run.endedAt) < rule.nowMs - rule.keepMs &&
      last.get(run.taskId) !== run &&
      !rule.isNeeded(run),
  );
}
