import { changeTaskRecord } from '../change-task-record.ts';
import { endCancelled } from './end-run.ts';
import type { Look } from '../look/look.ts';
import type { Loop } from '../loop.ts';
import type { Ports } from '../ports.ts';
import type { RunRecord } from '../../tasks/run-record.ts';
import type { Task } from '../../tasks/task.ts';

/** What became of the runs of a task that were to end. */
interface EndedRuns {
  /** Whether a process of it was running. */
  wasRunning: boolean;
  /** The commit of a run whose landing was too far to be ended. */
  landed?: string;
}

/** What became of the runs of a plan that were to end: ids of its tasks. */
export interface EndedRunsOfPlan {
  ended: string[];
  landed: string[];
}

/** Ends the runs of a task, also one that only waits; its task is held then, unless its work has landed. */
export async function endRunsOf(
  ports: Ports,
  loop: Pick<Loop, 'cancelRun'>,
  { observation }: Look,
  task: Task,
): Promise<EndedRuns> {
  const seen = observation.world.runs.filter(({ taskId }) => taskId === task.id);
  const wasRunning = await loop.cancelRun(task.id);
  const history = await ports.repository.scanHistory();
  const findLanded = ({ runId, digest }: RunRecord): string | undefined =>
    history.find(task.id, digest).find((hit) => hit.runId === runId)?.commit;

  const { runs } = await ports.records.openRuns();
  for (const run of runs.filter(({ data }) => data.taskId === task.id)) {
    // Its record is behind: who takes it up sees that it has landed.
    if (findLanded(run.data) !== undefined) continue;
    const workspace = await ports.workspaces.adopt(run.data.runId);
    await endCancelled({ ports, run, ...(workspace === undefined ? {} : { workspace }) });
  }
  const records = await Promise.all(seen.map(({ runId }) => ports.records.readRun(runId)));
  const [landed] = records.flatMap((record) => (record && findLanded(record)) ?? []);
  if (landed === undefined) return { wasRunning };
  await changeTaskRecord(ports, task, (record) => {
    delete record.cancelled;
  });
  return { wasRunning, landed };
}

/** Ends the runs of a plan that is held as a whole: none of its tasks is held beside it. */
export async function endRunsOfPlan(
  ports: Ports,
  loop: Pick<Loop, 'cancelRun'>,
  look: Look,
  path: string,
): Promise<EndedRunsOfPlan> {
  const { runs, tasks } = look.observation.world;
  const own = tasks.filter(({ task }) => task.artifactPath === path).map(({ task }) => task);
  const running = own.filter(({ id }) => runs.some(({ taskId }) => taskId === id));
  const outcome: EndedRunsOfPlan = { ended: [], landed: [] };
  for (const task of running) {
    const { landed } = await endRunsOf(ports, loop, look, task);
    outcome[landed === undefined ? 'ended' : 'landed'].push(task.id);
    await changeTaskRecord(ports, task, (record) => {
      delete record.cancelled;
    });
  }
  return outcome;
}
