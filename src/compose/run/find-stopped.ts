import type { StatusView, TaskView } from '../../daemon/look/status-view.ts';
import type { ReasonCode } from '../../tasks/reason.ts';
import type { FoundArtifact } from './find-artifacts.ts';
import { type Asked, goesOn } from './judge-work.ts';

/** What a person may lift by saying that a task is to go on. */
const LIFTED: ReadonlySet<ReasonCode> = new Set(['approval', 'budget', 'internal']);

/** Tasks that came to a stop, and of which artifacts they are. */
export interface Stopped {
  label: string;
  paths: string[];
  /** Ids of tasks that have to be put back into the queue; the others go on by themselves. */
  retry: string[];
  /** Where one task is meant. */
  asked?: Asked;
}

/**
 * Finds what is to go on: all that has stopped of an issue or a plan, or the one task. What a person has cancelled goes on
 * only when its own id is said. Undefined when it is neither the id nor the path of anything that planex reads.
 */
export function findStopped(
  view: StatusView,
  artifacts: readonly FoundArtifact[],
  taskId: string | undefined,
): Stopped | undefined {
  const [first] = artifacts;
  if (first !== undefined) {
    const paths = artifacts.map(({ path }) => path);
    const tasks = view.tasks.filter(({ artifact }) => paths.includes(artifact));
    return { label: first.label, paths, retry: tasks.filter(hasStopped).map(({ id }) => id) };
  }
  const task = view.tasks.find(({ id }) => id === taskId);
  if (task === undefined) return undefined;
  const mayRetry = hasStopped(task) || task.status === 'cancelled';
  const label = view.artifacts.find(({ path }) => path === task.artifact)?.label ?? task.id;
  const others = view.tasks.filter(({ id, artifact }) => artifact === task.artifact && id !== task.id);
  const aside = new Set(others.filter(standsStill).map(({ id }) => id));
  return { label, paths: [task.artifact], retry: mayRetry ? [task.id] : [], asked: { task: task.id, aside } };
}

/** Whether a task waits for a person, or has failed, by itself: not for another, nor for Git alone. */
function standsStill(task: TaskView): boolean {
  if (task.status === 'done' || task.status === 'blocked' || goesOn(task)) return false;
  return task.reason?.code !== 'operation-in-progress';
}

function hasStopped({ status, reason }: TaskView): boolean {
  if (status === 'failed') return true;
  return (
    status === 'waiting' && reason !== undefined && reason.until === undefined && LIFTED.has(reason.code)
  );
}
