import { hasFailed } from '../tasks/has-failed.ts';
import type { FieldChanges } from './set-fields.ts';
import type { IssueTask } from './derive-status.ts';
import type { Queue, QueueItem } from './queue.ts';

/** A task in place, as a queue may mean it. */
export interface QueuedTask extends IssueTask {
  key: string;
  /** The issue that it is of. */
  label: string;
  /** The id of its solution, where that has one. */
  solution?: string | undefined;
  commit?: string | undefined;
}

/** Fields of items to be set, by item. */
export type QueueChanges = ReadonlyMap<string, FieldChanges & { status: string }>;

/** The tasks in place that an item means. */
export function findItemTasks<T extends Pick<QueuedTask, 'key' | 'label' | 'solution'>>(
  item: QueueItem,
  tasks: readonly T[],
): T[] {
  return tasks.filter(
    ({ key, label, solution }) =>
      label === item.issue &&
      (item.task === undefined || item.task === key) &&
      (item.solution === undefined || solution === undefined || item.solution === solution),
  );
}

/** What stands of an item by its tasks; what it says itself where none of them says anything else. */
export function deriveItemStatus(said: string, tasks: readonly IssueTask[]): string {
  if (tasks.length === 0) return said;
  const standings = new Set(tasks.map(({ status }) => status));
  if (tasks.every(({ status }) => status === 'done')) return 'completed';
  if (standings.has('running') || standings.has('landing')) return 'executing';
  if (tasks.some(hasFailed)) return 'failed';
  if (standings.has('blocked')) return 'blocked';
  if (standings.has('done')) return 'executing';
  // No commit bears out any more what somebody says there.
  return said === 'ready' ? said : 'pending';
}

/** What of an item is not true any more, by item. Empty when all of it stands as the tasks do. */
export function findItemChanges({ items }: Queue, tasks: readonly QueuedTask[], at: string): QueueChanges {
  const changes = new Map<string, FieldChanges & { status: string }>();
  for (const item of items) {
    const own = findItemTasks(item, tasks);
    const status = deriveItemStatus(item.status, own);
    if (status === item.status) continue;
    changes.set(item.id, { status, ...describeChange(item, status, own, at) });
  }
  return changes;
}

function describeChange(
  { fields }: QueueItem,
  status: string,
  tasks: readonly QueuedTask[],
  at: string,
): FieldChanges {
  const commits = tasks.flatMap(({ commit }) => commit ?? []);
  const failed = tasks.find(hasFailed);
  const isOver = status === 'completed' || status === 'failed';
  const forget = (name: string): FieldChanges => (fields[name] == null ? {} : { [name]: null });
  return {
    ...(fields['started_at'] == null && status !== 'pending' ? { started_at: at } : {}),
    ...(isOver ? { completed_at: at } : forget('completed_at')),
    ...(status === 'failed'
      ? { failure_reason: failed?.reason?.message ?? failed?.status }
      : forget('failure_reason')),
    ...(status === 'completed' && fields['result'] == null
      ? {
          result:
            fields['task_id'] == null
              ? { tasks_completed: tasks.length, commit_hashes: commits }
              : { commit_hash: commits[0] ?? '' },
        }
      : {}),
  };
}
