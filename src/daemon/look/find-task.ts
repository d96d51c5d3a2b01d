import type { Diagnostic } from '../../artifacts/diagnostic.ts';
import { OperatorError } from '../../errors.ts';
import type { TaskFacts, World } from '../../tasks/world.ts';

/** As much of a look as a search for a task needs. */
export interface Searched {
  observation: {
    world: Pick<World, 'tasks'>;
    entries: readonly { path: string; diagnostics: readonly Diagnostic[] }[];
  };
}

/**
 * Finds the task a person means: its id, or any ending of it that only one task has (`login#2`, `T1`). Throws
 * `OperatorError` when none or several answer to it.
 */
export function findTask(look: Searched, wanted: string): TaskFacts {
  const { tasks } = look.observation.world;
  const exact = tasks.find((facts) => facts.task.id === wanted);
  if (exact !== undefined) return exact;
  const close = tasks.filter(({ task }) => endsIn(task.id, wanted));
  const only = close[0];
  if (only !== undefined && close.length === 1) return only;
  if (close.length === 0) refuseWhenItsFileHasErrors(look, wanted);
  const some = (close.length > 0 ? close : tasks).slice(0, 5).map(({ task }) => task.id);
  throw new OperatorError(
    close.length > 1 ? `"${wanted}" could be any of ${close.length} tasks` : `there is no task "${wanted}"`,
    { todo: some.length === 0 ? 'planex status lists the tasks' : `try one of: ${some.join(', ')}` },
  );
}

/** Whether a task answers to what a person has said: its id, or an ending of it. */
export function endsIn(taskId: string, wanted: string): boolean {
  return taskId === wanted || ['/', '#', '-'].some((before) => taskId.endsWith(`${before}${wanted}`));
}

/** The tasks of a file with errors are not known, which is another thing than not being there. */
function refuseWhenItsFileHasErrors({ observation }: Searched, wanted: string): void {
  const broken = findBroken(observation.entries, wanted);
  if (broken === undefined) return;
  throw new OperatorError(`${broken.path} has errors, so its tasks are not known`, {
    todo: `planex lint ${broken.path}`,
  });
}

/** The file with errors that a person may mean, or whose task they may mean. */
export function findBroken<E extends { path: string; diagnostics: readonly Pick<Diagnostic, 'severity'>[] }>(
  entries: readonly E[],
  wanted: string,
): E | undefined {
  const named = wanted.replace(/#[^#]*$/, '');
  return entries.find(
    ({ path, diagnostics }) =>
      diagnostics.some(({ severity }) => severity === 'error') &&
      isNamed(path.replace(/\.[^./]*$/, ''), named),
  );
}

function isNamed(stem: string, name: string): boolean {
  return stem === name || ['/', '-'].some((before) => stem.endsWith(`${before}${name}`));
}
