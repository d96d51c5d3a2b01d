import { changeTaskRecord } from '../change-task-record.ts';
import { adoptRun } from './resume-run.ts';
import { endCancelled } from './end-run.ts';
import type { EndingWord } from './run-job.ts';
import type { Look } from '../look/look.ts';
import type { Loop } from '../loop.ts';
import type { Ports } from '../ports.ts';
import type { RunRecord } from '../../tasks/run-record.ts';
import type { Task } from '../../tasks/task.ts';
import { textDigestOf } from '../../tasks/text-digest.ts';

/** What became of the runs of a task that were to end. */
interface EndedRuns {
  /** Whether a process of it was running. */
  wasRunning: boolean;
  /** The commit of a run whose landing was too far to be ended. */
  landed?: string;
  /** Whether that run was of another text of the task than it has now, which stays held. */
  isOfFormerText?: boolean;
}

/** What became of the runs of a plan that were to end: ids of its tasks. */
export interface EndedRunsOfPlan {
  ended: string[];
  landed: string[];
}

type Runs = Pick<Loop, 'cancelRuns' | 'holdUp'>;

/**
 * Ends the runs of a task, also one that only waits or is just being claimed; its task is held then, unless what it says now
 * has landed.
 */
export async function endRunsOf(ports: Ports, loop: Runs, look: Look, task: Task): Promise<EndedRuns> {
  return loop.holdUp(async () => {
    const outcome = await endRuns(ports, loop, look, { task, word: 'cancel' });
    if (outcome.landed === undefined || outcome.isOfFormerText === true) return outcome;
    await changeTaskRecord(ports, task, (record) => {
      delete record.cancelled;
    });
    return outcome;
  });
}

async function endRuns(
  ports: Ports,
  loop: Runs,
  { observation }: Look,
  { task, word }: { task: Task; word: EndingWord },
): Promise<EndedRuns> {
  const isOf = knowRunsOf(observation, task);
  const seen = await listRunsOf(ports, observation, task);
  let wasRunning = await loop.cancelRuns(isOf, word);
  const history = await ports.repository.scanHistory();
  const findLanded = ({ runId, taskId, digest }: RunRecord): string | undefined =>
    history.find(taskId, digest).find((hit) => hit.runId === runId)?.commit;

  const { runs } = await ports.records.openRuns();
  for (const run of runs.filter(({ data }) => isOf(data))) {
    // Its record is behind: who takes it up sees that it has landed.
    if (findLanded(run.data) !== undefined) continue;
    const { handle, left } = await adoptRun(ports, run);
    if (left > 0) wasRunning = true;
    await ports.calls.settle(run.data.runId, left > 0);
    await endCancelled(handle, word);
  }
  const records = await Promise.all(seen.map((runId) => ports.records.readRun(runId)));
  const all = records.flatMap((record) => {
    if (record === undefined) return [];
    const landed = findLanded(record);
    if (landed === undefined) return [];
    return [{ landed, isOfFormerText: textDigestOf(record) !== textDigestOf(task) }];
  });
  return { wasRunning, ...(all.find(({ isOfFormerText }) => !isOfFormerText) ?? all[0]) };
}

/** The runs of a task that have not ended, or had not when it was looked at. */
export async function listRunsOf(
  ports: Pick<Ports, 'records'>,
  observation: Look['observation'],
  task: Task,
): Promise<string[]> {
  const open = (await ports.records.openRuns()).runs.map(({ data }) => data);
  const own = [...observation.world.runs, ...open].filter(knowRunsOf(observation, task));
  return [...new Set(own.map(({ runId }) => runId))];
}

/** Ends the runs of a plan that is held as a whole: a task of it is held beside it only where a person has said so. */
export async function endRunsOfPlan(
  ports: Ports,
  loop: Runs,
  look: Look,
  path: string,
): Promise<EndedRunsOfPlan> {
  return loop.holdUp(async () => {
    const { tasks, runs } = look.observation.world;
    const open = (await ports.records.openRuns()).runs.map(({ data }) => data);
    const own = tasks.filter(({ task }) => task.artifactPath === path).map(({ task }) => task);
    const outcome: EndedRunsOfPlan = { ended: [], landed: [] };
    for (const task of own) {
      if (![...runs, ...open].some(knowRunsOf(look.observation, task))) continue;
      const { landed } = await endRuns(ports, loop, look, { task, word: 'hold' });
      outcome[landed === undefined ? 'ended' : 'landed'].push(task.id);
    }
    return outcome;
  });
}

/** Tells the runs of a task, also those that were begun before its artifact was renamed. */
function knowRunsOf(
  { world }: Look['observation'],
  task: Task,
): (run: Pick<RunRecord, 'runId' | 'taskId'>) => boolean {
  // A run that has begun since then is of whatever has the name.
  const places = new Map(world.runs.map(({ runId, taskId }) => [runId, taskId]));
  return ({ runId, taskId }) => (places.get(runId) ?? taskId) === task.id;
}
