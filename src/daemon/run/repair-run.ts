import type { RunRecord } from '../../tasks/run-record.ts';
import type { FailedCheck } from '../execution.ts';
import { heldWorkspace, type RunJob } from './run-job.ts';
import type { Verification } from '../verification.ts';
import { warnOfRun } from './warn-of-run.ts';

export type FailedVerification = Extract<Verification, { result: 'failed' }>;

/** Whether work that failed its verification is given back once more to whoever did it. */
export function mayRepair({ ports, run, signal }: RunJob): boolean {
  const { backend, repairs = 0 } = run.data;
  return !signal.aborted && repairs < ports.execution.countRepairs(backend);
}

/**
 * Records that the work is given back, before it is: a repair that planex died in counts, and what it left is verified. Returns
 * what whoever mends it is told.
 */
export async function beginRepair(job: RunJob, failed: FailedVerification): Promise<FailedCheck> {
  const round = (job.run.data.repairs ?? 0) + 1;
  await giveBack(job, (record) => {
    record.repairs = round;
  });
  warnOfRun(job, `${job.task.id}: ${failed.summary}; given back to be mended (repair ${round})`);
  const { summary, output, outputFile } = failed;
  return { round, summary, output, outputFile };
}

/** Lets the work change again. What verifications have written beside it goes, so that it does not become a part of it. */
export async function giveBack(job: RunJob, note: (record: RunRecord) => void): Promise<void> {
  const { run, ports } = job;
  const workspace = heldWorkspace(job);
  const { paths: changed } = await ports.workspaces.listChanges(workspace);
  const work = new Set(run.data.paths ?? changed);
  const beside = changed.filter((path) => !work.has(path));
  if (beside.length > 0) await ports.workspaces.restore(workspace, beside);
  await run.update((record) => {
    note(record);
    delete record.paths;
  });
}
