import type { Task } from '../../tasks/task.ts';
import type { TaskRecord } from '../../tasks/task-record.ts';
import type { LandedState } from '../../tasks/world.ts';
import type { HistoryView, LandedCommit } from '../ports.ts';
import { keyOfTask, stemOfTask } from '../../tasks/task-id.ts';

/** Tells from the history, helped by planex's own memory, whether a task with its present meaning was done. */
export function judgeLanded(
  task: Task,
  history: HistoryView,
  record: TaskRecord | undefined,
  present: readonly Task[],
): LandedState {
  const forgotten = new Set(record?.retry?.digest === task.digest ? record.retry.forgets : []);
  const copied = new Set(record?.copied);
  const moved = findMoved(task, history, present).filter((hit) => !copied.has(hit.commit));
  const hits = [...history.find(task.id, task.digest), ...moved].filter((hit) => !forgotten.has(hit.commit));
  const standing = hits.find((hit) => !hit.reverted);
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
 * The landings of this task from before a rename of its artifact or a renumbering: those under another id with the same
 * meaning, which no present task has under that id any more, whoever else may have the name by now. While one has, this
 * task is a copy of it, and work of its own.
 */
function findMoved(task: Task, history: HistoryView, present: readonly Task[]): LandedCommit[] {
  return listElsewhere(task, history).filter(({ taskId }) => !isThere(task, taskId, present));
}

/** The landings of a present task of which this one is a copy: not its own, whatever becomes of that one. */
export function listCopied(task: Task, history: HistoryView, present: readonly Task[]): string[] {
  return listElsewhere(task, history)
    .filter(({ taskId }) => isThere(task, taskId, present))
    .map(({ commit }) => commit);
}

function listElsewhere(task: Task, history: HistoryView): LandedCommit[] {
  return history
    .findByDigest(task.digest)
    .filter(({ taskId }) => taskId !== task.id && isSamePlace(taskId, task))
    .map(({ commit }) => commit);
}

function isThere({ digest }: Task, id: string, present: readonly Task[]): boolean {
  return present.some((other) => other.id === id && other.digest === digest);
}

/** An artifact that is renamed keeps the keys of its tasks. */
function isSamePlace(taskId: string, { id, key }: Task): boolean {
  return stemOfTask(taskId) === stemOfTask(id) || keyOfTask(taskId) === key;
}
