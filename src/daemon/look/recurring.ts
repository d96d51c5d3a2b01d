import { digestMeaning } from '../../artifacts/digest.ts';
import type { Reason } from '../../tasks/reason.ts';
import type { Task } from '../../tasks/task.ts';
import type { CatalogueEntry } from './artifact-catalogue.ts';

/** Artifact path to the instant (ISO 8601) of its latest due time. */
export type Occurrences = Readonly<Record<string, string>>;

/**
 * Makes the tasks of a recurring artifact new at each due time: the instant becomes part of their meaning, so that the
 * history tells which occurrence was done, and ticks from the last time do not count. What a person has said of one holds
 * for its text.
 */
export function withOccurrence(
  entry: CatalogueEntry,
  recurring: Readonly<Record<string, string>>,
  occurrences: Occurrences,
): CatalogueEntry {
  if (recurring[entry.path] === undefined) return entry;
  const due = occurrences[entry.path] ?? '';
  const tasks = entry.tasks.map((task) => {
    const { content: _, ...rest } = task;
    return { ...rest, digest: digestMeaning([task.digest, due]), textDigest: task.digest, boxes: [] };
  });
  return { ...entry, tasks };
}

/** Why a recurring task may not start yet. */
export function findOccurrence(
  task: Task,
  recurring: Readonly<Record<string, string>>,
  occurrences: Occurrences,
): Reason | undefined {
  const expression = recurring[task.artifactPath];
  if (expression === undefined || occurrences[task.artifactPath] !== undefined) return undefined;
  return { code: 'paused', message: `recurs by schedule (${expression}) and was not due yet` };
}
