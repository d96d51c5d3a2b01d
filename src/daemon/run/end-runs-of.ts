import { changeTaskRecord } from '../change-task-record.ts';
import { endCancelled } from './end-run.ts';
import type { Look } from '../look/look.ts';
import type { Loop } from '../loop.ts';
import type { Ports } from '../ports.ts';
import type { RunRecord } from '../../tasks/run-record.ts';
import type { Task } from '../../tasks/task.ts';
import type { ActiveRun } from '../../tasks/world.ts';

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
  loop: Pick<Loop, 'cancelRuns'>,
  { observation }: Look,
  task: Task,
): Promise<EndedRuns> {
  const seen = listRunsOf(observation, task);
  // A run that has begun since then is of whatever has the name.
  const places = new Map(observation.world.runs.map(({ runId, taskId }) => [runId, taskId]));
  const isOf = ({ runId, taskId }: RunRecord): boolean => (places.get(runId) ?? taskId) === task.id;
  const wasRunning = await loop.cancelRuns(isOf);
  let history = await ports.repository.scanHistory();
  const findLanded = ({ runId, taskId, digest }: RunRecord): string | undefined =>
    history.find(taskId, digest).find((hit) => hit.runId === runId)?.commit;

  const { runs } = await ports.records.openRuns();
  for (const run of runs.filter(({ data }) => isOf(data))) {
    // Its record is behind: who takes it up sees that it has landed.
    if (findLanded(run.data) !== undefined) continue;
    const workspace = await ports.workspaces.adopt(run.data.runId);
    await endCancelled({ ports, run, ...(workspace === undefined ? {} : { workspace }) });
  }
  // One that waited may have been taken up meanwhile.
  if (await loop.cancelRuns(isOf)) history = await ports.repository.scanHistory();
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
  loop: Pick<Loop, 'cancelRuns'>,
  look: Look,
  path: string,
): Promise<EndedRunsOfPlan> {
  const { tasks } = look.observation.world;
  const own = tasks.filter(({ task }) => task.artifactPath === path).map(({ task }) => task);
  const running = own.filter((task) => listRunsOf(look.observation, task).length > 0);
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

/** The runs of a task, also those that were begun before its artifact was renamed. */
function listRunsOf({ world: { runs } }: Look['observation'], task: Task): ActiveRun[] {
  return runs.filter(({ taskId }) => taskId === task.id);
}
