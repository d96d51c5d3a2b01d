import { changeTask, endRequeued } from './end-run.ts';
import { findSnapshotTask } from './find-snapshot-task.ts';
import type { DaemonSettings, Ports, StoredDocument } from './ports.ts';
import type { RunHandle, RunJob } from './run-job.ts';
import type { RunRecord, RunStep } from '../tasks/run-record.ts';

/** A run that a dead daemon left, and the step to take it up at. */
export interface ResumedRun {
  job: RunJob;
  from: RunStep;
}

/**
 * Settles what a daemon that died left behind: ends the processes of its runs, and sorts the runs into those whose work
 * is finished or still stands in a workspace (taken up where they were) and those to be done again.
 */
export async function recoverRuns(
  ports: Ports,
  settings: DaemonSettings,
  signalFor: (runId: string) => AbortSignal,
): Promise<ResumedRun[]> {
  const resumed: ResumedRun[] = [];
  const { runs, lost } = await ports.records.openRuns();
  for (const runId of lost) {
    await ports.execution.sweep(runId);
    await ports.workspaces.forget(runId);
    await ports.records.removeRun(runId);
  }
  for (const run of runs) {
    await ports.execution.sweep(run.data.runId);
    const one = await recoverRun(ports, settings, run, signalFor(run.data.runId));
    if (one !== undefined) resumed.push(one);
  }
  return resumed;
}

async function recoverRun(
  ports: Ports,
  settings: DaemonSettings,
  run: StoredDocument<RunRecord>,
  signal: AbortSignal,
): Promise<ResumedRun | undefined> {
  const found = await findSnapshotTask(ports, run.data);
  const workspace = await ports.workspaces.adopt(run.data.runId);
  const handle: RunHandle = { ports, run, ...(workspace === undefined ? {} : { workspace }) };
  const { step, commit } = run.data;
  const finished = (step === 'landing' || step === 'committing') && commit !== undefined;
  if (finished && found !== undefined)
    return { job: { ...handle, settings, signal, ...found }, from: 'landing' };

  await countDeath(handle);
  const worked = step === 'verifying' || step === 'committing';
  if (worked && workspace !== undefined && found !== undefined) {
    return { job: { ...handle, settings, signal, ...found }, from: 'verifying' };
  }
  await endRequeued(handle, { code: 'internal', message: `planex ended while the run was ${step}` });
  return undefined;
}

async function countDeath(job: RunHandle): Promise<void> {
  const { step } = job.run.data;
  const at = new Date(job.ports.nowMs()).toISOString();
  await changeTask(job, (task) => {
    const again = task.deaths?.step === step;
    task.deaths = { step, count: again ? (task.deaths?.count ?? 0) + 1 : 1, at };
  });
  await job.run.update((record) => {
    record.deaths += 1;
  });
}
