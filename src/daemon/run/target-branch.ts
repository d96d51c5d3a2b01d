import type { Task } from '../../tasks/task.ts';
import type { DaemonSettings } from '../ports.ts';

/** The branch that a task's work lands on. */
export function targetBranch(task: Pick<Task, 'label'>, current: string, settings: DaemonSettings): string {
  return settings.ownBranches ? `planex/${task.label}` : current;
}
