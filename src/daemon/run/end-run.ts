import { rememberRun } from '../../tasks/churn.ts';
import { describeFailure } from '../../tasks/failure-record.ts';
import { describeLanding, describeTests } from '../../tasks/describe-landing.ts';
import type { Reason } from '../../tasks/reason.ts';
import type { RunOutcome } from '../../tasks/run-record.ts';
import type { ArtifactRecord, TaskRecord } from '../../tasks/task-record.ts';
import { changeCurrentRecord } from '../current-record.ts';
import type { EndingWord, RunHandle } from './run-job.ts';
import { keepConversation } from './keep-conversation.ts';
import { holdForStorage } from '../look/storage-hold.ts';
import { keyOfTask } from '../../tasks/task-id.ts';
import { textDigestOf } from '../../tasks/text-digest.ts';

/** Landings remembered for each task, the latest: those of meanings long gone tell nothing any more. */
const MOST_LANDINGS = 20;

/** The run's commit is in: remember it, so that its removal can be told from its absence. */
export async function endLanded(job: RunHandle, commit: string): Promise<void> {
  const { runId, digest, textDigest, backend } = job.run.data;
  const tests = describeTests(job.run.data.tests);
  await changeTask(job, (task, artifact) => {
    artifact.unreported = true;
    if (!task.landed.some((landing) => landing.run === runId)) {
      const landing = { digest, ...(textDigest !== undefined && { textDigest }), commit, run: runId };
      task.landed = [...task.landed, { ...landing, backend, tests }].slice(-MOST_LANDINGS);
      noteRun(job, task);
      task.attempts += 1;
    }
    delete task.failure;
    delete task.failures;
    // What it took counts for the plan from here on; done again, the task begins at nothing.
    for (const work of task.worked ?? []) work.digest = '';
    delete task.breach;
    delete task.kept;
    delete task.deaths;
    delete task.unfinished;
    delete task.fallback;
    task.conflicts = 0;
  });
  await releaseWorkspace(job);
  await finish(job, { kind: 'landed', commit });
  await job.ports.workspaces.drop(runId);
  job.ports.events.append({
    type: 'task:landed',
    at: now(job),
    taskId: job.run.data.taskId,
    runId,
    commit,
    tests,
    message: describeLanding(job.run.data, commit),
  });
}

/** The attempt failed: its work is kept under the run's ref and the task waits for a person. */
export async function endFailed(job: RunHandle, reason: Reason): Promise<void> {
  const trouble = job.ports.findStorageTrouble();
  const { runId, digest, step } = job.run.data;
  if (trouble !== undefined) {
    // What fails on a full disk says nothing about the task. Work that is done stays where it is until it can be taken up.
    if (step === 'landing') return releaseWorkspace(job);
    const isWorked = step === 'verifying' || step === 'reviewing' || step === 'committing';
    return isWorked ? undefined : endRequeued(job, holdForStorage(trouble));
  }
  await keepWork(job);
  await changeTask(job, (task) => {
    task.attempts += 1;
    noteRun(job, task);
    task.failure = { digest, reason, run: runId };
    delete task.kept;
    delete task.deaths;
    const hadEnded = job.run.data.step !== 'executing';
    keepConversation(task, job.run.data, hadEnded ? reason.message : undefined);
  });
  await storeFailure(job, reason);
  await finish(job, { kind: 'failed', reason });
  tellFailure(job, reason);
}

/** Remembers when it ran, by which a task whose text keeps changing is told; that of a plan that recurs is the same. */
function noteRun(job: RunHandle, task: TaskRecord): void {
  if (job.run.data.textDigest !== undefined) return;
  task.recentRuns = rememberRun(task.recentRuns ?? [], now(job));
}

/** Has the log say that a task failed, with the line for programs. */
export function tellFailure(job: RunHandle, reason: Reason): void {
  const { label, taskId, runId, backend } = job.run.data;
  const message = `${taskId} failed: ${reason.message}`;
  job.ports.events.append({
    type: 'issue:failed',
    at: now(job),
    label,
    taskId,
    runId,
    backend,
    reason,
    message,
  });
}

/** Stores how the task goes on, beside what its run left. */
export async function storeFailure({ ports, run }: RunHandle, reason: Reason): Promise<void> {
  const at = new Date(ports.nowMs()).toISOString();
  await ports.records.keepFailure(describeFailure(run.data, reason, at), run.data.tests?.result === 'failed');
}

/** A person ended the run. Where they meant its task and not the whole plan, that stays held until they say otherwise. */
export async function endCancelled(job: RunHandle, word: EndingWord): Promise<void> {
  await keepWork(job);
  await changeTask(job, (task) => {
    // Who said so has written that down of the text as it was by then, which may be another; only a rename can have lost it.
    if (word === 'cancel') task.cancelled ??= { digest: textDigestOf(job.run.data), at: now(job) };
    // What a person has ended is not gone on with.
    delete task.unfinished;
    delete task.kept;
  });
  const reason: Reason = { code: 'cancelled', message: 'cancelled by you' };
  await finish(job, { kind: 'cancelled', reason });
}

/** Nothing was wrong with the task: it goes back into the queue, and this was no attempt. */
export async function endRequeued(job: RunHandle, reason: Reason): Promise<void> {
  await keepWork(job);
  await finish(job, { kind: 'requeued', reason });
}

/** Changes what is remembered of the run's task. */
export async function changeTask(
  job: RunHandle,
  change: (task: TaskRecord, artifact: ArtifactRecord) => void,
): Promise<void> {
  const { taskId, runId } = job.run.data;
  const key = keyOfTask(taskId);
  await changeCurrentRecord(job.ports, job.run.data, (record) => {
    const task = (record.tasks[key] ??= { attempts: 0, landed: [], conflicts: 0 });
    task.lastRun = runId;
    change(task, record);
  });
}

/** Gives the workspace back; what it holds is a commit by now, or is kept beside where it cannot be one. */
export async function releaseWorkspace(job: RunHandle): Promise<void> {
  const { workspace } = job;
  if (workspace === undefined) return;
  delete job.workspace;
  const keptAt = await job.ports.workspaces.release(workspace);
  if (keptAt === undefined) return;
  const { taskId, runId } = job.run.data;
  const message = `what ${taskId} wrote cannot be kept by git; it is at ${keptAt}`;
  job.ports.events.append({ type: 'run:warning', at: now(job), taskId, runId, message });
}

async function keepWork(job: RunHandle): Promise<void> {
  if (job.workspace !== undefined && job.run.data.commit === undefined) {
    const { runId, paths } = job.run.data;
    // Once they are known, whatever else is there was written by what verifies the work.
    await job.ports.workspaces.snapshot(job.workspace, runId, paths);
  }
  await releaseWorkspace(job);
}

async function finish(job: RunHandle, outcome: RunOutcome): Promise<void> {
  const at = now(job);
  await job.run.update((record) => {
    record.step = 'ended';
    record.stepAt = at;
    record.endedAt = at;
    record.outcome = outcome;
    delete record.waiting;
    delete record.process;
  });
  job.ports.events.append({
    type: 'run:ended',
    at: now(job),
    taskId: job.run.data.taskId,
    runId: job.run.data.runId,
    outcome,
    message: `${job.run.data.taskId}: ${describeOutcome(outcome)}`,
  });
}

/** Of a run that goes back into the queue nobody else says why. */
function describeOutcome(outcome: RunOutcome): string {
  return outcome.kind === 'requeued' ? `not done yet: ${outcome.reason.message}` : outcome.kind;
}

function now(job: RunHandle): string {
  return new Date(job.ports.nowMs()).toISOString();
}
