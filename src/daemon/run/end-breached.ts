import { digestLimits, type Limits } from '../../tolerances/limits.ts';
import { type Breach, describeBreach, type Violation } from '../../tasks/breach.ts';
import type { Task } from '../../tasks/task.ts';
import { blockPlan } from '../operations/block-plan.ts';
import { changeTask, endRequeued } from './end-run.ts';
import { keepConversation } from './keep-conversation.ts';
import type { RunHandle, RunJob } from './run-job.ts';

/**
 * Ends a run that has passed a limit: its work is kept, what was passed stands in the plan, and the task waits for a
 * person's word.
 */
export async function endBreached(job: RunJob, violations: Violation[], limits: Limits): Promise<void> {
  const { run, task } = job;
  const { runId, digest, step, artifactDigest } = run.data;
  // An agent that was cut off in the middle has left nothing that could land.
  const finished =
    step !== 'preparing' && step !== 'executing' && violations.every(({ kind }) => kind !== 'attempts');
  const reason = describeBreach(task, { violations, finished, run: runId });
  const breach: Breach = {
    digest,
    run: runId,
    finished,
    violations,
    limits: digestLimits(limits),
    blocked: 'no',
    before: [artifactDigest],
  };
  await changeTask(job, (record) => {
    record.attempts += 1;
    record.breach = breach;
    delete record.kept;
    delete record.failure;
    keepConversation(record, run.data, finished ? reason.message : undefined);
  });
  await finishBreached(job, task, breach);
}

/** What follows once a breach is on record; done again where planex died at it, it is done once. */
export async function finishBreached(job: RunHandle, task: Task, breach: Breach): Promise<void> {
  const { ports, run } = job;
  if (breach.blocked === 'no') await blockPlan(ports, { task, run: run.data }, breach);
  await endRequeued(job, describeBreach(task, breach));
  // Else other tasks of the plan would still be taken for allowed to begin.
  await ports.refreshArtifacts();
}
