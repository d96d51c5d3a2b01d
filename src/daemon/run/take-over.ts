import type { TaskRecord } from '../../tasks/task-record.ts';
import { changeCurrentRecord, openCurrentRecord } from '../current-record.ts';
import { changeTask } from './end-run.ts';
import { beginLifting, endLifting, isBlocking } from '../../tasks/own-block.ts';
import { unblockPlan } from '../operations/unblock-plan.ts';
import { heldWorkspace, type RunJob } from './run-job.ts';
import { warnOfRun } from './warn-of-run.ts';
import { keyOfTask } from '../../tasks/task-id.ts';

/**
 * The run whose finished work is wanted: a person has accepted it, has changed the limits that it passed, or had taken back
 * what let it run.
 */
export function findKept(digest: string, record: TaskRecord | undefined): string | undefined {
  if (record?.kept?.digest === digest) return record.kept.run;
  // That it runs at all says that its breach holds it no more.
  return record?.breach?.digest === digest && record.breach.finished ? record.breach.run : undefined;
}

/** Puts the finished work of an earlier run into the fresh workspace; false when it does not fit any more, or is gone. */
export async function takeOver(job: RunJob, kept: string): Promise<boolean> {
  const { workspaces } = job.ports;
  const workspace = heldWorkspace(job);
  const fits = await workspaces.takeUp(workspace, kept);
  const took = fits && (await workspaces.listChanges(workspace)).paths.length > 0;
  if (!took) {
    warnOfRun(job, `the work kept at refs/planex/runs/${kept} is gone or fits no more, so it is done again`);
  }
  await changeTask(job, (task) => {
    if (took) task.kept = { digest: job.run.data.digest, run: kept };
    else delete task.kept;
  });
  if (took) {
    await job.run.update((record) => {
      record.takesOver = kept;
    });
  }
  return took;
}

/** A run that has begun all the same says that its breach holds it no more: a person has changed the limits or the Status. */
export async function forgetBreach({ ports, run, record }: RunJob): Promise<void> {
  const { digest, taskId } = run.data;
  const breach = record?.breach;
  if (breach === undefined) return;
  const lifts = isBlocking(breach);
  if (lifts) await changeCurrentRecord(ports, run.data, beginLifting);
  if (breach.digest === digest && lifts) {
    const { path } = (await openCurrentRecord(ports.records, run.data)).data;
    // As long as the breach is there, planex knows that the BLOCKED is its own.
    if (!(await unblockPlan(ports, path))) return;
    await ports.refreshArtifacts();
  }
  await changeCurrentRecord(ports, run.data, (data) => {
    if (lifts) endLifting(data);
    const task = data.tasks[keyOfTask(taskId)];
    if (task === undefined) return;
    delete task.breach;
    if (breach.digest === digest && breach.finished) task.kept = { digest, run: breach.run };
  });
}
