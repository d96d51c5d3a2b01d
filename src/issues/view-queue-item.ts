import type { Queue } from './queue.ts';
import { deriveItemStatus, findItemTasks, type QueuedTask } from './queue-status.ts';

/** Where an issue stands in a queue. Other programs rely on these names. */
export interface QueueItemView {
  /** Id of the queue. */
  id: string;
  item: string;
  /** By the tasks in place; by the queue where there are none. */
  status: string;
  /** The word in the queue, where it says something else. */
  stored?: string;
  group?: string;
  /** Issues that come before it. */
  after: string[];
}

/** The places of an issue in the queues at work, or in the latest one that names it where none of those does. */
export function viewQueueItems(
  issue: string,
  queues: readonly (Queue & { isActive: boolean })[],
  tasks: readonly QueuedTask[],
): QueueItemView[] {
  const naming = queues.filter(({ items }) => items.some((item) => item.issue === issue));
  const active = naming.filter(({ isActive }) => isActive);
  return (active.length > 0 ? active : naming.slice(-1)).flatMap(({ id, items }) =>
    items
      .filter((item) => item.issue === issue)
      .map((item) => {
        const status = deriveItemStatus(item.status, findItemTasks(item, tasks));
        const before = items.filter((one) => item.after.includes(one.id) && one.issue !== issue);
        return {
          id,
          item: item.id,
          status,
          ...(status === item.status ? {} : { stored: item.status }),
          ...(item.group === undefined ? {} : { group: item.group }),
          after: before.map((one) => one.issue),
        };
      }),
  );
}
