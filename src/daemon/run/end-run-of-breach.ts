import { openCurrentRecord } from '../current-record.ts';
import { finishBreached } from './end-breached.ts';
import { adoptRun } from './resume-run.ts';
import type { Loop } from '../loop.ts';
import type { Ports } from '../ports.ts';
import type { Task } from '../../tasks/task.ts';

/**
 * Ends the run that was stopped by a breach on record, where planex died before it had: once a person's word has taken the
 * breach away, nothing would tell that run from one whose work may go on.
 */
export async function endRunOfBreach(
  ports: Ports,
  loop: Pick<Loop, 'cancelRuns' | 'holdUp'>,
  task: Task,
  runId: string,
): Promise<void> {
  await loop.holdUp(async () => {
    // This process may be just at its end: that is waited for.
    await loop.cancelRuns((run) => run.runId === runId, 'hold');
    const run = (await ports.records.openRuns()).runs.find(({ data }) => data.runId === runId);
    if (run === undefined) return;
    const { handle, left } = await adoptRun(ports, run);
    const { data } = await openCurrentRecord(ports.records, run.data);
    const breach = data.tasks[task.key]?.breach;
    if (breach?.run !== runId) return;
    await ports.calls.settle(runId, left > 0);
    await finishBreached(handle, task, breach);
  });
}
