import type { Reason } from '../../tasks/reason.ts';
import type { RunJob } from './run-job.ts';

/** Leaves a run where it is until something changes; a reason that it waits for already is not told again. */
export async function holdRun({ ports, run }: RunJob, reason: Reason): Promise<void> {
  const before = run.data.waiting;
  if (before?.code === reason.code && before.message === reason.message && before.until === reason.until)
    return;
  await run.update((record) => {
    record.waiting = reason;
  });
  ports.events.append({
    type: 'run:waiting',
    at: new Date(ports.nowMs()).toISOString(),
    taskId: run.data.taskId,
    runId: run.data.runId,
    reason,
    message: `${run.data.taskId} waits: ${reason.message}`,
  });
}
