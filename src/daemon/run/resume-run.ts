import type { RunRecord, RunStep } from '../../tasks/run-record.ts';
import type { TaskRecord } from '../../tasks/task-record.ts';
import { checkCommit } from './check-tolerances.ts';
import { changeTask, endCancelled, endRequeued } from './end-run.ts';
import { openCurrentRecord } from '../current-record.ts';
import { finishBreached } from './end-breached.ts';
import { findSnapshotTask } from './find-snapshot-task.ts';
import { keepConversation } from './keep-conversation.ts';
import { settleBlock } from '../operations/settle-block.ts';
import type { DaemonSettings, Ports, StoredDocument } from '../ports.ts';
import type { Reason } from '../../tasks/reason.ts';
import { digestOf } from './review-batch.ts';
import { forgiveCutShort } from './repair-run.ts';
import type { EndedWork, RunHandle, RunJob } from './run-job.ts';
import type { Workspace } from '../workspace.ts';
import { keyOfTask } from '../../tasks/task-id.ts';

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
  /** How its work ended, where an error of the disk kept that from being recorded. */
  ended: EndedWork | undefined;
  /** Runs whose work is reviewed together with this one's. */
  together: readonly string[];
  signal: AbortSignal;
}

/** Forgets runs whose record is gone; a crash right at the claim leaves such, before any process of theirs began. */
export async function dropLostRuns(ports: Ports): Promise<void> {
  const { lost } = await ports.records.openRuns();
  for (const runId of lost) {
    await ports.execution.sweep(runId);
    await ports.workspaces.forget(runId);
    ports.repository.dropProof(runId);
    await ports.records.removeRun(runId);
  }
}

/**
 * Takes up a run that nobody is at, after ending what may be left of its processes: where it was when its work is
 * finished or stands in a workspace; undefined when it was ended instead, so that its task is done again.
 */
export async function resumeRun(
  ports: Ports,
  { settings, runId, died, ended, together, signal }: ResumeRequest,
): Promise<ResumedRun | undefined> {
  const run = (await ports.records.openRuns()).runs.find((one) => one.data.runId === runId);
  if (run === undefined) return undefined;
  const found = await findSnapshotTask(ports, run.data);
  const { handle, left } = await adoptRun(ports, run);
  const { workspace } = handle;
  const record = await readTaskRecord(handle);
  if (record?.breach?.run === runId && found !== undefined) {
    await ports.calls.settle(runId, left > 0);
    await finishBreached(handle, found.task, record.breach);
    return undefined;
  }
  const { step, commit } = run.data;
  const isCommitted = step === 'landing' || (step === 'committing' && commit !== undefined);
  if (isCommitted && found !== undefined) {
    const job: RunJob = { ...handle, settings, signal, record, ...found };
    // A commit is on record before the landing where hooks have put something in that may pass a limit.
    const isChecked = step === 'landing' || commit === undefined;
    if (!isChecked && (await checkCommit(job, run.data.base, commit)) === 'over') return undefined;
    return { job, from: 'landing' };
  }
  // A run whose work waits for its review has nothing that planex could have died of.
  if (died && step !== 'reviewing') await countDeath(handle);
  await ports.calls.settle(runId, left > 0);
  if (ended !== undefined && step === 'executing' && workspace !== undefined && found !== undefined) {
    return { job: { ...handle, settings, signal, record, ended, ...found }, from: step };
  }
  const worked = step === 'verifying' || step === 'reviewing' || step === 'committing';
  if (worked && workspace !== undefined && found !== undefined) {
    await forgiveCutShort(handle, left > 0);
    const from = (await isAsVerified(ports, run.data, workspace)) ? 'reviewing' : 'verifying';
    // That its review may go out was decided for a run that had got as far as having a reviewer.
    const mayBeReviewed = from === 'reviewing' && run.data.reviewer !== undefined;
    return { job: { ...handle, settings, signal, record, mayBeReviewed, together, ...found }, from };
  }
  await endRequeued(handle, {
    code: 'internal',
    message: `${died ? 'planex ended' : 'an error of the disk came'} while the run was ${step}`,
  });
  return undefined;
}

/** Ends a run that nobody is at and whose work may not go on: the next run of its task takes it over, unless it was cancelled. */
export async function requeueRun(ports: Ports, runId: string, reason: Reason): Promise<void> {
  const run = (await ports.records.openRuns()).runs.find((one) => one.data.runId === runId);
  if (run === undefined) return;
  const { handle, left } = await adoptRun(ports, run);
  await ports.calls.settle(runId, left > 0);
  // The word is on record, unless it was taken back since: it is not said anew here.
  if (reason.code === 'cancelled') return endCancelled(handle, 'hold');
  const hasWork = handle.workspace !== undefined || run.data.commit !== undefined;
  // An answer is no work that could be taken over.
  const isKept = hasWork && run.data.answered !== true;
  await changeTask(handle, (task) => {
    if (isKept) task.kept = { digest: run.data.digest, run: runId };
  });
  await endRequeued(handle, reason);
}

/** Gets hold of a run that nobody is at, after ending what may be left of its processes: how many of them were. */
export async function adoptRun(
  ports: Ports,
  run: StoredDocument<RunRecord>,
): Promise<{ handle: RunHandle; left: number }> {
  const { runId, workspace: path, base, step } = run.data;
  await settleBlock(ports, await openCurrentRecord(ports.records, run.data), runId);
  // What it had while landing may be another run's by now.
  const mayHoldIt = path !== undefined && step !== 'landing';
  const workspace = await ports.workspaces.adopt(runId, mayHoldIt ? { path, base } : undefined);
  // A run that only waits to land has given its workspace back, and with it nothing of it runs any more.
  const mayRun = workspace !== undefined || step !== 'landing';
  const left = mayRun ? await ports.execution.sweep(runId) : 0;
  // What was taken for it but not made yet when planex died.
  if (workspace === undefined) await ports.workspaces.forget(runId);
  return { handle: { ports, run, ...(workspace === undefined ? {} : { workspace }) }, left };
}

/** Whether the work that waits for its review is still what was verified. */
async function isAsVerified(
  ports: Ports,
  { step, patch }: RunRecord,
  workspace: Workspace,
): Promise<boolean> {
  return step === 'reviewing' && digestOf(await ports.workspaces.readDiff(workspace)) === patch;
}

async function readTaskRecord({ ports, run }: RunHandle): Promise<TaskRecord | undefined> {
  const { data } = await openCurrentRecord(ports.records, run.data);
  return data.tasks[keyOfTask(run.data.taskId)];
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
