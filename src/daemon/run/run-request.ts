import type { ExecutionRequest } from '../execution.ts';
import { heldWorkspace, type RunJob } from './run-job.ts';

/** What an executor is asked for in a run. */
export function requestOf(job: RunJob): ExecutionRequest {
  const { ports, run, task, signal } = job;
  const { runId, cutShort } = run.data;
  return {
    runId,
    task,
    workspace: heldWorkspace(job).path,
    runFolder: ports.records.runFolder(runId),
    snapshot: job.snapshot,
    record: job.record,
    resumes: run.data.resumes !== undefined,
    ...(cutShort === undefined ? {} : { cutShort }),
    signal,
    onStart: (process) =>
      run.update((record) => {
        record.process = process;
      }),
    onConversation: (conversation) =>
      run.update((record) => {
        record.conversation = conversation;
      }),
  };
}
