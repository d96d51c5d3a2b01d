import type { Conversation } from '../tasks/conversation.ts';
import type { Reason } from '../tasks/reason.ts';
import { changeTask, endRequeued } from './end-run.ts';
import type { ExecutionOutcome } from './execution.ts';
import type { RunJob } from './run-job.ts';
import { warnOfRun } from './warn-of-run.ts';

/** The ways in which the work on a task can stop short and go on later. */
export type Unfinished = Extract<
  ExecutionOutcome,
  { kind: 'limited' | 'over-budget' | 'backend-failed' | 'asks' }
>;

/**
 * Ends a run whose executor did not come to its end: the work is kept, and the task waits for a time, for money, or for
 * a person's word. The next run takes up the conversation where there is one.
 */
export async function endUnfinished(job: RunJob, outcome: Unfinished): Promise<void> {
  const { digest, runId, backend } = job.run.data;
  const at = new Date(job.ports.nowMs()).toISOString();
  // A call that planex itself cut short may not have told of its conversation at the end, only at the beginning.
  const told = outcome.kind === 'backend-failed' ? undefined : job.run.data.conversation;
  const conversation = outcome.conversation ?? told;
  await changeTask(job, (task) => {
    delete task.unfinished;
    if (conversation !== undefined) task.unfinished = { digest, run: runId, backend, conversation };
    if (outcome.kind === 'backend-failed' || outcome.kind === 'asks') task.attempts += 1;
    if (outcome.kind === 'asks') {
      const { case: kind, question, options } = outcome;
      task.question = { digest, run: runId, case: kind, question, options };
    }
    if (outcome.kind !== 'backend-failed') return;
    const { failure, message, action, fallback, proceed } = outcome;
    if (proceed && fallback !== undefined) {
      task.fallback = { digest, backend: fallback, at };
      return;
    }
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
  if (outcome.kind === 'backend-failed' && outcome.proceed && outcome.fallback !== undefined) {
    warnOfRun(
      job,
      `${job.run.data.taskId}: ${backend} failed (${outcome.failure}): ${outcome.message}; ${outcome.fallback} takes over, as the settings allow`,
    );
  }
  await endRequeued(job, describeUnfinished(outcome, backend));
}

/** The conversation of a run whose daemon died, for the next run of its task. */
export function rememberConversation(run: {
  runId: string;
  digest: string;
  backend: string;
  conversation?: Conversation | undefined;
}): { digest: string; run: string; backend: string; conversation: Conversation } | undefined {
  const { runId, digest, backend, conversation } = run;
  return conversation === undefined ? undefined : { digest, run: runId, backend, conversation };
}

function describeUnfinished(outcome: Unfinished, backend: string): Reason {
  switch (outcome.kind) {
    case 'limited':
    case 'over-budget':
      return outcome.reason;
    case 'asks':
      return { code: 'clarification', message: outcome.question };
    case 'backend-failed':
      return { code: 'approval', message: `${backend} failed (${outcome.failure}): ${outcome.message}` };
  }
}
