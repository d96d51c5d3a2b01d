import type { Reason } from '../../tasks/reason.ts';
import { changeTask, endRequeued, storeFailure, tellFailure } from './end-run.ts';
import type { ExecutionOutcome } from '../execution.ts';
import { keepConversation } from './keep-conversation.ts';
import type { RunJob } from './run-job.ts';
import { warnOfRun } from './warn-of-run.ts';

/** The ways in which the work on a task can stop short and go on later. */
export type Unfinished = Extract<
  ExecutionOutcome,
  { kind: 'limited' | 'over-budget' | 'backend-failed' | 'asks' }
>;

/**
 * Ends a run whose executor did not come to its end: the work is kept, and the task waits for a time, for money, or for
 * a person's word, unless another backend may take over. The next run takes up the conversation where there is one.
 */
export async function endUnfinished(job: RunJob, outcome: Unfinished): Promise<void> {
  const { digest, runId, backend } = job.run.data;
  const at = new Date(job.ports.nowMs()).toISOString();
  // A call that planex itself cut short may not have told of its conversation at the end, only at the beginning.
  const told = outcome.kind === 'backend-failed' ? undefined : job.run.data.conversation;
  const conversation = outcome.conversation ?? told;
  const reason = describeUnfinished(outcome, backend);
  const takesOver = await findTakeover(job, outcome);
  // A limit passes by itself: without anybody to take over, that is all there is to wait for.
  const failed =
    outcome.kind === 'backend-failed' && (takesOver !== undefined || outcome.failure !== 'rate-limited');
  await changeTask(job, (task) => {
    delete task.unfinished;
    if (conversation !== undefined) keepConversation(task, { ...job.run.data, conversation });
    // It may have been asked before an error of the disk.
    const isNew = outcome.kind === 'asks' && task.question?.run !== runId;
    if (failed || isNew) task.attempts += 1;
    if (outcome.kind === 'asks') {
      const { case: kind, question, options } = outcome;
      task.question = { digest, run: runId, case: kind, question, options };
    }
    if (!failed) return;
    if (takesOver !== undefined) {
      task.fallback = { digest, backend: takesOver, at };
      return;
    }
    const { failure, message, action, fallback } = outcome;
    task.approval = {
      digest,
      run: runId,
      backend,
      failure,
      message,
      ...(action === undefined ? {} : { action }),
      ...(fallback === undefined ? {} : { fallback }),
    };
  });
  if (takesOver !== undefined) {
    const { taskId } = job.run.data;
    warnOfRun(job, `${taskId}: ${reason.message}; ${takesOver} takes over, as the settings allow`);
  }
  if (failed && takesOver === undefined) await storeFailure(job, reason);
  await endRequeued(job, reason);
  if (failed && takesOver === undefined) tellFailure(job, reason);
}

/** The backend that goes on in place of the one that failed, without asking anybody. */
async function findTakeover(job: RunJob, outcome: Unfinished): Promise<string | undefined> {
  if (outcome.kind !== 'backend-failed' || !outcome.proceed || outcome.fallback === undefined)
    return undefined;
  const { ports, task, record } = job;
  const { digest } = job.run.data;
  // Once: two that fall back to each other would go on for ever.
  if (record?.fallback?.digest === digest) return undefined;
  const fallback = { digest, backend: outcome.fallback, at: new Date(ports.nowMs()).toISOString() };
  const before = { attempts: 0, landed: [], conflicts: 0, ...record };
  const usable = await ports.execution.checkBackends()(task, { ...before, fallback });
  return usable.ok ? outcome.fallback : undefined;
}

function describeUnfinished(outcome: Unfinished, backend: string): Reason {
  switch (outcome.kind) {
    case 'limited':
    case 'over-budget':
      return outcome.reason;
    case 'asks':
      return { code: 'clarification', message: outcome.question };
    case 'backend-failed':
      if (outcome.failure === 'rate-limited') {
        return { code: 'rate-limited', message: `${backend}: ${outcome.message}` };
      }
      return { code: 'approval', message: `${backend} failed (${outcome.failure}): ${outcome.message}` };
  }
}
