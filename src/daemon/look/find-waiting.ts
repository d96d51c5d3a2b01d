import { OperatorError } from '../../errors.ts';
import { quoteId } from '../../tasks/quote-id.ts';
import type { TaskFacts } from '../../tasks/world.ts';
import { findTask } from './find-task.ts';
import type { Look } from './look.ts';

/** Finds the task that an answer is for: by its id, or by its artifact where only one task of that waits for a word. */
export function findWaiting(look: Look, wanted: string): TaskFacts {
  const { entries, world } = look.observation;
  const path = entries.find((entry) => entry.path === wanted)?.path;
  if (path === undefined) return findTask(look, wanted);
  const waiting = world.tasks.filter(({ task, record, breach, acknowledge }) => {
    const asks =
      record?.question?.digest === task.digest || breach !== undefined || acknowledge !== undefined;
    return task.artifactPath === path && asks;
  });
  const [only] = waiting;
  if (only === undefined) {
    throw new OperatorError(`no task of ${path} asks anything`, { todo: 'planex status' });
  }
  if (waiting.length === 1) return only;
  throw new OperatorError(`${waiting.length} tasks of ${path} wait for a word`, {
    todo: `name one of them: ${waiting.map(({ task }) => quoteId(task.id)).join(', ')}`,
  });
}
