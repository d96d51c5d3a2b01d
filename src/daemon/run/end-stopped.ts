import { endBreached } from './end-breached.ts';
import { changeTask, endCancelled, endRequeued } from './end-run.ts';
import { keepConversation } from './keep-conversation.ts';
import { isEndingWord, type RunJob, stopCause } from './run-job.ts';

/** Ends a run that was told to end: for good where a person said so, as a breach where its time was over, else its task goes back into the queue. */
export async function endStopped(job: RunJob): Promise<void> {
  const cause = stopCause(job.signal);
  if (isEndingWord(cause)) return endCancelled(job, cause);
  const overtime = job.findOvertime?.();
  if (cause === 'overtime' && overtime !== undefined) {
    return endBreached(job, overtime.violations, overtime.limits);
  }
  await changeTask(job, (task) => keepConversation(task, job.run.data));
  await endRequeued(job, { code: 'paused', message: 'planex was told to stop' });
}
