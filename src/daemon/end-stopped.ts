import { changeTask, endCancelled, endRequeued } from './end-run.ts';
import { keepConversation } from './keep-conversation.ts';
import { type RunJob, stopCause } from './run-job.ts';

/** Ends a run that was told to end: for good where a person cancelled it, else its task goes back into the queue. */
export async function endStopped(job: RunJob): Promise<void> {
  if (stopCause(job.signal) === 'cancel') return endCancelled(job);
  await changeTask(job, (task) => keepConversation(task, job.run.data));
  await endRequeued(job, { code: 'paused', message: 'planex was told to stop' });
}
