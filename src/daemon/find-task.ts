import { OperatorError } from '../errors.ts';
import type { TaskFacts, World } from '../tasks/world.ts';

/**
 * Finds the task a person means: its id, or any ending of it that only one task has (`login#2`, `T1`). Throws
 * `OperatorError` when none or several answer to it.
 */
export function findTask(look: { observation: { world: Pick<World, 'tasks'> } }, wanted: string): TaskFacts {
  const { tasks } = look.observation.world;
  const exact = tasks.find((facts) => facts.task.id === wanted);
  if (exact !== undefined) return exact;
  const close = tasks.filter(({ task }) =>
    ['/', '#', '-'].some((before) => task.id.endsWith(`${before}${wanted}`)),
  );
  const only = close[0];
  if (only !== undefined && close.length === 1) return only;
  const some = (close.length > 0 ? close : tasks).slice(0, 5).map(({ task }) => task.id);
  throw new OperatorError(
    close.length > 1 ? `"${wanted}" could be any of ${close.length} tasks` : `there is no task "${wanted}"`,
    { todo: some.length === 0 ? 'planex status lists the tasks' : `try one of: ${some.join(', ')}` },
  );
}
