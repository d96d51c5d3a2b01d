import type { RunRecord } from '../../tasks/run-record.ts';
import type { TaskRecord } from '../../tasks/task-record.ts';

/**
 * Remembers the conversation of a run for the next run of its task. `refused` says why its work was not taken, if it had
 * come to an end. A run that has begun none leaves what an earlier one left.
 */
export function keepConversation(
  task: TaskRecord,
  { runId, digest, backend, conversation, workspace }: RunRecord,
  refused?: string,
): void {
  if (conversation === undefined) return;
  task.unfinished = {
    digest,
    run: runId,
    backend,
    conversation,
    ...(workspace === undefined ? {} : { workspace }),
    ...(refused === undefined ? {} : { refused }),
  };
}
