import { digestLimits, type Limits } from '../../tolerances/limits.ts';
import { type Breach, describeBreach, type Violation } from '../../tasks/breach.ts';
import { blockPlan } from '../operations/block-plan.ts';
import { changeTask, endRequeued } from './end-run.ts';
import { keepConversation } from './keep-conversation.ts';
import type { RunJob } from './run-job.ts';

/**
 * Ends a run that has passed a limit: its work is kept, what was passed stands in the plan, and the task waits for a
 * person's word.
 */
export async function endBreached(job: RunJob, violations: Violation[], limits: Limits): Promise<void> {
  const { ports, run, task } = job;
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
  await blockPlan(ports, task, breach);
  await endRequeued(job, reason);
  // Else other tasks of the plan would still be taken for allowed to begin.
  await ports.refreshArtifacts();
}
