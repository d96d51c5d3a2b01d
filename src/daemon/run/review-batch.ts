import { digestBytes } from '../../artifacts/digest.ts';
import type { RunRecord } from '../../tasks/run-record.ts';
import type { ReviewedChange } from '../execution.ts';
import { findSnapshotTask } from './find-snapshot-task.ts';
import type { StoredDocument } from '../ports.ts';
import { heldWorkspace, type RunJob } from './run-job.ts';
import type { Workspace } from '../workspace.ts';

/** The work of one run that is reviewed. */
export interface ReviewedRun extends ReviewedChange {
  run: StoredDocument<RunRecord>;
  held: Workspace;
  digest: string;
}

/** The work of a run and of those that are reviewed together with it; without those that were ended or changed meanwhile. */
export async function gatherBatch(job: RunJob, diff: string): Promise<[ReviewedRun, ...ReviewedRun[]]> {
  const { ports, run, task, together = [] } = job;
  const held = heldWorkspace(job);
  const batch: [ReviewedRun, ...ReviewedRun[]] = [
    { run, task, diff, held, workspace: held.path, digest: digestOf(diff) },
  ];
  if (together.length === 0) return batch;
  const { runs } = await ports.records.openRuns();
  for (const other of runs.filter(({ data }) => together.includes(data.runId))) {
    const [found, workspace] = await Promise.all([
      findSnapshotTask(ports, other.data),
      ports.workspaces.adopt(other.data.runId),
    ]);
    if (found === undefined || workspace === undefined) continue;
    const patch = await ports.workspaces.readDiff(workspace);
    if (digestOf(patch) !== other.data.patch) continue;
    const { path } = workspace;
    batch.push({
      run: other,
      task: found.task,
      diff: patch,
      held: workspace,
      workspace: path,
      digest: digestOf(patch),
    });
  }
  return batch;
}

/** A digest of a patch, by which a verdict is bound to what it saw. */
export function digestOf(patch: string): string {
  return digestBytes(new TextEncoder().encode(patch));
}
