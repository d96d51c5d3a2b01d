import { changeTask, endRequeued } from './end-run.ts';
import { findSnapshotTask } from './find-snapshot-task.ts';
import { keepConversation } from './keep-conversation.ts';
import type { DaemonSettings, Ports } from './ports.ts';
import type { RunHandle, RunJob } from './run-job.ts';
import type { RunStep } from '../tasks/run-record.ts';

/** A run that a dead daemon left, and the step to take it up at. */
export interface ResumedRun {
  job: RunJob;
  from: RunStep;
}

/** Which run to take up. */
interface ResumeRequest {
  settings: DaemonSettings;
  runId: string;
  /** True when the daemon that was at it died; else an error of the disk cut it off in this one. */
  died: boolean;
  signal: AbortSignal;
}

/** Forgets runs whose record is gone; a crash right at the claim leaves such, before any process of theirs began. */
export async function dropLostRuns(ports: Ports): Promise<void> {
  const { lost } = await ports.records.openRuns();
  for (const runId of lost) {
    await ports.execution.sweep(runId);
    await ports.workspaces.forget(runId);
    await ports.records.removeRun(runId);
  }
}

/**
 * Takes up a run that nobody is at, after ending what may be left of its processes: where it was when its work is
 * finished or stands in a workspace; undefined when it was ended instead, so that its task is done again.
 */
export async function resumeRun(
  ports: Ports,
  { settings, runId, died, signal }: ResumeRequest,
): Promise<ResumedRun | undefined> {
  const run = (await ports.records.openRuns()).runs.find((one) => one.data.runId === runId);
  if (run === undefined) return undefined;
  const found = await findSnapshotTask(ports, run.data);
  const { workspace: path, base } = run.data;
  // What it had while landing may be another run's by now.
  const mayHoldIt = path !== undefined && run.data.step !== 'landing';
  const workspace = await ports.workspaces.adopt(runId, mayHoldIt ? { path, base } : undefined);
  // A run that only waits to land has given its workspace back, and with it nothing of it runs any more.
  if (workspace !== undefined || run.data.step !== 'landing') await ports.execution.sweep(runId);
  // What was taken for it but not made yet when planex died.
  if (workspace === undefined) await ports.workspaces.forget(runId);
  const handle: RunHandle = { ports, run, ...(workspace === undefined ? {} : { workspace }) };
  if (run.data.step === 'landing' && found !== undefined) {
    return { job: { ...handle, settings, signal, record: undefined, ...found }, from: 'landing' };
  }
  const { step, commit } = run.data;
  if (step === 'committing' && commit !== undefined && found !== undefined) {
    return { job: { ...handle, settings, signal, record: undefined, ...found }, from: 'landing' };
  }
  if (died) await countDeath(handle);
  await ports.calls.settle(runId);
  const worked = step === 'verifying' || step === 'committing';
  if (worked && workspace !== undefined && found !== undefined) {
    return { job: { ...handle, settings, signal, record: undefined, ...found }, from: 'verifying' };
  }
  await endRequeued(handle, {
    code: 'internal',
    message: `${died ? 'planex ended' : 'an error of the disk came'} while the run was ${step}`,
  });
  return undefined;
}

async function countDeath(job: RunHandle): Promise<void> {
  const { step } = job.run.data;
  const at = new Date(job.ports.nowMs()).toISOString();
  await changeTask(job, (task) => {
    const again = task.deaths?.step === step;
    task.deaths = { step, count: again ? (task.deaths?.count ?? 0) + 1 : 1, at };
    keepConversation(task, job.run.data);
  });
  await job.run.update((record) => {
    record.deaths += 1;
  });
}
