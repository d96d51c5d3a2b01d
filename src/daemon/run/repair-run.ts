import type { RunRecord } from '../../tasks/run-record.ts';
import type { FailedCheck } from '../execution.ts';
import { heldWorkspace, type RunHandle, type RunJob } from './run-job.ts';
import type { Verification } from '../verification.ts';
import { warnOfRun } from './warn-of-run.ts';

/** How often a mending that was cut short is none; that planex dies of one each time has to come to an end. */
const CUT_SHORT_AT_MOST = 3;

export type FailedVerification = Extract<Verification, { result: 'failed' }>;

/** Whether work that failed its verification is given back once more to whoever did it. */
export function mayRepair({ ports, run, signal }: RunJob): boolean {
  const { backend, repairs = 0 } = run.data;
  return !signal.aborted && repairs < ports.execution.countRepairs(backend);
}

/**
 * Records that the work is given back, before it is: what a repair that planex died in has left is verified. Returns what
 * whoever mends it is told.
 */
export async function beginRepair(job: RunJob, failed: FailedVerification): Promise<FailedCheck> {
  const round = (job.run.data.repairs ?? 0) + 1;
  await giveBack(job, 'verification');
  warnOfRun(job, `${job.task.id}: ${failed.summary}; given back to be mended (repair ${round})`);
  const { summary, output, outputFile } = failed;
  return { round, summary, output, outputFile };
}

/** Lets the work change again. What verifications have written beside it goes, so that it does not become a part of it. */
export async function giveBack(job: RunJob, by: NonNullable<RunRecord['givenBackBy']>): Promise<void> {
  const { run, ports } = job;
  const workspace = heldWorkspace(job);
  const { paths: changed } = await ports.workspaces.listChanges(workspace);
  const work = new Set(run.data.paths ?? changed);
  const beside = changed.filter((path) => !work.has(path));
  if (beside.length > 0) await ports.workspaces.restore(workspace, beside);
  await run.update((record) => {
    if (by === 'review') record.mended = true;
    else record.repairs = (record.repairs ?? 0) + 1;
    record.givenBackBy = by;
    // That of the work as it was; with the next, the executor has begun to mend it.
    delete record.process;
    delete record.paths;
  });
}

/** Records that the executor has had its turn at mending. */
export async function takeBack({ run }: RunJob): Promise<void> {
  await run.update((record) => {
    delete record.givenBackBy;
  });
}

/**
 * A mending that was not begun or was cut short may be asked for again, when what it left needs it. One that ended by itself
 * while nobody was at the run was the executor's turn. `wasRunning`: some of it still ran.
 */
export async function forgiveCutShort({ run }: RunHandle, wasRunning: boolean): Promise<void> {
  if (run.data.givenBackBy === undefined) return;
  await run.update((record) => {
    const { givenBackBy, process, cutShort = 0, repairs = 1 } = record;
    delete record.givenBackBy;
    if (process !== undefined) {
      if (!wasRunning) return;
      record.cutShort = cutShort + 1;
      if (record.cutShort > CUT_SHORT_AT_MOST) return;
    }
    if (givenBackBy === 'review') delete record.mended;
    else if (repairs > 1) record.repairs = repairs - 1;
    else delete record.repairs;
  });
}
