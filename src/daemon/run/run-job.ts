import { parseArtifact } from '../../artifacts/parse-artifact.ts';
import { deriveTasks } from '../../tasks/derive.ts';
import type { RunRecord, RunStep } from '../../tasks/run-record.ts';
import type { Task } from '../../tasks/task.ts';
import type { TaskRecord } from '../../tasks/task-record.ts';
import type { ExecutionOutcome } from '../execution.ts';
import type { DaemonSettings, Ports, StoredDocument } from '../ports.ts';
import type { Overtime } from './overtime.ts';
import type { Workspace } from '../workspace.ts';

/** A run as far as ending it goes. */
export interface RunHandle {
  ports: Ports;
  run: StoredDocument<RunRecord>;
  /** Held from `preparing` until the work is a commit. */
  workspace?: Workspace;
}

/** One run in the hands of this process. */
export interface RunJob extends RunHandle {
  settings: DaemonSettings;
  /** The task as it was dispatched, whatever its artifact says by now. */
  task: Task;
  /** What was remembered of the task when the run began. */
  record: TaskRecord | undefined;
  /** Path of the dispatched bytes of the artifact. */
  snapshot: string;
  /** Aborted to end the run; its reason is a `StopCause`. */
  signal: AbortSignal;
  /** True when its review was held back before and may go out now. */
  mayBeReviewed?: boolean;
  /** Runs whose work is reviewed together with this one's. */
  together?: readonly string[];
  /** What passed a limit on time, once something has. */
  findOvertime?: () => Overtime | undefined;
  /** How the work has ended, where that could not be recorded when it did. */
  ended?: EndedWork;
  /** What is recorded together with the next step. */
  noted?: ((record: RunRecord) => void)[];
  /** What became different in what work trees share since the run was prepared; not known of a run taken up again. */
  describeSharedChanges?: () => Promise<string[]>;
}

/** An end of the work that holds whatever the disk was like. */
export type EndedWork = Extract<ExecutionOutcome, { kind: 'done' | 'asks' }>;

/** What a step of a run says: go on, or the run is over or held, and has been recorded as such. */
export type StepResult = 'next' | 'over';

/** A person's word that ends a run: they hold its task, or its plan as a whole. */
export type EndingWord = 'cancel' | 'hold';

/** Why a run is told to end. A shutdown puts its task back into the queue. */
export type StopCause = EndingWord | 'overtime' | 'shutdown';

/** Why the signal of a job was aborted; what is neither a person's word nor a limit on time is a shutdown. */
export function stopCause({ reason }: AbortSignal): StopCause {
  return isEndingWord(reason) || reason === 'overtime' ? reason : 'shutdown';
}

export function isEndingWord(cause: unknown): cause is EndingWord {
  return cause === 'cancel' || cause === 'hold';
}

/**
 * Has something recorded in one write with the next step. For what is found out again when planex dies before: a write takes
 * as long as the disk needs to have it.
 */
export function noteForStep(job: RunJob, change: (record: RunRecord) => void): void {
  (job.noted ??= []).push(change);
}

/** Records durably that the run is now at `step`, and tells the log. */
export async function enterStep(job: RunJob, step: RunStep): Promise<void> {
  const { ports, run } = job;
  const at = new Date(ports.nowMs()).toISOString();
  const noted = job.noted?.splice(0) ?? [];
  await run.update((record) => {
    for (const change of noted) change(record);
    if (record.step !== step) record.deaths = 0;
    record.step = step;
    record.stepAt = at;
  });
  ports.events.append({
    type: 'run:step',
    at: new Date(ports.nowMs()).toISOString(),
    taskId: run.data.taskId,
    runId: run.data.runId,
    step,
    message: `${run.data.taskId}: ${step}`,
  });
}

/** Reads a task back from the dispatched bytes of its artifact, as a restarted daemon has to. */
export function readDispatchedTask(record: RunRecord, bytes: Uint8Array): Task | undefined {
  const { artifact } = parseArtifact(record.artifactPath, bytes);
  const task = deriveTasks(record.artifactPath, artifact).find((one) => one.id === record.taskId);
  if (task === undefined || task.digest === record.digest) return task;
  const { content: _, ...rest } = task;
  return { ...rest, digest: record.digest };
}

/** The workspace of a step that cannot be without one. */
export function heldWorkspace(job: RunJob): Workspace {
  if (job.workspace === undefined) throw new Error(`run ${job.run.data.runId} has no workspace`);
  return job.workspace;
}
