import type { Task } from '../../tasks/task.ts';
import type { TaskRecord } from '../../tasks/task-record.ts';
import type { LandedState } from '../../tasks/world.ts';
import type { HistoryView } from '../ports.ts';

/** Tells from the history, helped by planex's own memory, whether a task with its present meaning was done. */
export function judgeLanded(
  task: Task,
  history: HistoryView,
  record: TaskRecord | undefined,
  present: readonly Task[],
): LandedState {
  const forgotten = new Set(record?.retry?.digest === task.digest ? record.retry.forgets : []);
  const hits = history.find(task.id, task.digest).filter((hit) => !forgotten.has(hit.commit));
  const standing = hits.find((hit) => !hit.reverted) ?? findRenamed(task, history, present);
  if (standing !== undefined) return { kind: 'landed', commit: standing.commit };

  const remembered = (record?.landed ?? []).filter(
    (landing) => landing.digest === task.digest && !forgotten.has(landing.commit),
  );
  const [gone, ...others] = new Set([...hits, ...remembered].map((one) => one.commit));
  if (gone !== undefined) return { kind: 'removed', commits: [gone, ...others] };
  if (forgotten.size > 0) return { kind: 'changed' };
  return history.knows(task.id) || (record?.landed.length ?? 0) > 0 ? { kind: 'changed' } : { kind: 'never' };
}

/**
 * A landing under another id with the same meaning is this task after a rename of its artifact or a renumbering, as
 * long as no present task still answers to that id; otherwise this one is a copy, and work of its own.
 */
function findRenamed(
  task: Task,
  history: HistoryView,
  present: readonly Task[],
): { commit: string } | undefined {
  const elsewhere = history
    .findByDigest(task.digest)
    .filter(({ taskId, commit }) => !commit.reverted && taskId !== task.id);
  if (elsewhere.length === 0) return undefined;
  const stem = stemOf(task.id);
  const stems = new Set(present.map((other) => stemOf(other.id)));
  const moved = elsewhere.find(({ taskId }) => {
    if (stemOf(taskId) === stem) {
      return !present.some((other) => other.id === taskId && other.digest === task.digest);
    }
    return !stems.has(stemOf(taskId)) && keyOf(taskId) === task.key;
  });
  return moved?.commit;
}

function stemOf(taskId: string): string {
  return taskId.slice(0, taskId.lastIndexOf('#'));
}

function keyOf(taskId: string): string {
  return taskId.slice(taskId.lastIndexOf('#') + 1);
}
