import { changeTaskRecord } from '../change-task-record.ts';
import { endCancelled } from './end-run.ts';
import type { Look } from '../look/look.ts';
import type { Loop } from '../loop.ts';
import type { Ports } from '../ports.ts';

/** Ends the runs of a task, also one that only waits; its task is held then. True when a process of it was running. */
export async function endRunsOf(
  ports: Ports,
  loop: Pick<Loop, 'cancelRun'>,
  taskId: string,
): Promise<boolean> {
  const wasRunning = await loop.cancelRun(taskId);
  const { runs } = await ports.records.openRuns();
  for (const run of runs.filter(({ data }) => data.taskId === taskId)) {
    const workspace = await ports.workspaces.adopt(run.data.runId);
    await endCancelled({ ports, run, ...(workspace === undefined ? {} : { workspace }) });
  }
  return wasRunning;
}

/** Ends the runs of a plan that is held as a whole: none of its tasks is held beside it. Returns the tasks that had one. */
export async function endRunsOfPlan(
  ports: Ports,
  loop: Pick<Loop, 'cancelRun'>,
  { observation }: Look,
  path: string,
): Promise<string[]> {
  const { runs, tasks } = observation.world;
  const own = tasks.filter(({ task }) => task.artifactPath === path).map(({ task }) => task);
  const running = own.filter(({ id }) => runs.some(({ taskId }) => taskId === id));
  for (const task of running) {
    await endRunsOf(ports, loop, task.id);
    await changeTaskRecord(ports, task, (record) => {
      delete record.cancelled;
    });
  }
  return running.map(({ id }) => id);
}
