import type { StatusView, TaskView } from '../../daemon/look/status-view.ts';
import type { ReasonCode } from '../../tasks/reason.ts';
import type { FoundArtifact } from './find-artifacts.ts';

/** What a person may lift by saying that a task is to go on. */
const LIFTED: ReadonlySet<ReasonCode> = new Set(['approval', 'budget', 'internal']);

/** Tasks that came to a stop, and of which artifacts they are. */
export interface Stopped {
  label: string;
  paths: string[];
  /** Ids of tasks that have to be put back into the queue; the others go on by themselves. */
  retry: string[];
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
  return { label, paths: [task.artifact], retry: mayRetry ? [task.id] : [] };
}

function hasStopped({ status, reason }: TaskView): boolean {
  if (status === 'failed') return true;
  return (
    status === 'waiting' && reason !== undefined && reason.until === undefined && LIFTED.has(reason.code)
  );
}
