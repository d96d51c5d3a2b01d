import { footprintOf } from '../../tasks/independence.ts';
import type { Task } from '../../tasks/task.ts';

/** What a run will touch by its own word; the artifact's own file never counts, planex ticks it by itself. */
export function listDeclaredPaths(task: Task): string[] {
  const footprint = footprintOf(task.files);
  return footprint === 'everything' ? [] : footprint.filter((path) => path !== task.artifactPath);
}
