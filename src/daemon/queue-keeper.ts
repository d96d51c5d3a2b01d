import { errorMessage } from '../errors.ts';
import { findItemChanges, type QueuedTask } from '../issues/queue-status.ts';
import type { Look } from './look/look.ts';
import type { Ports } from './ports.ts';

/** Keeps true what the queues at work say of what was carried out. */
export interface QueueKeeper {
  /** False when it could not be written now. */
  keep(look: Look): Promise<boolean>;
}

/** A keeper that compares each look with the queues, so that one that died before it wrote is made up for. */
export function createQueueKeeper(ports: Ports, onError: (error: unknown) => void): QueueKeeper {
  /** What went wrong with each queue last, which is told once. */
  const told = new Map<string, string>();
  return {
    async keep(look) {
      const { queues } = await ports.readIssues();
      const at = new Date(ports.nowMs()).toISOString();
      let isKept = true;
      for (const queue of queues.filter(({ isActive }) => isActive)) {
        const tasks = listTasks(look);
        if (findItemChanges(queue, tasks, at).size === 0) continue;
        try {
          await ports.keepQueue(queue.path, at, (now) => findItemChanges(now, tasks, at));
          told.delete(queue.path);
        } catch (error) {
          isKept = false;
          if (told.get(queue.path) !== errorMessage(error)) onError(error);
          told.set(queue.path, errorMessage(error));
        }
      }
      return isKept;
    },
  };
}

function listTasks({ observation, decision }: Look): QueuedTask[] {
  const solutions = new Map(observation.entries.map(({ path, artifact }) => [path, artifact.solutionId]));
  const facts = new Map(observation.world.tasks.map(({ task }) => [task.id, task]));
  return decision.verdicts.flatMap(({ taskId, status, reason, commit }): QueuedTask[] => {
    const task = facts.get(taskId);
    if (task === undefined || task.artifactKind !== 'solution') return [];
    const { key, label, artifactPath } = task;
    return [{ key, label, solution: solutions.get(artifactPath), status, reason, commit }];
  });
}
