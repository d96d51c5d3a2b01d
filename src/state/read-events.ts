import { createReadStream, openSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { errorCode } from '../errors.ts';
import { checkShape } from '../schema.ts';
import { nameUnreadable } from '../storage-error.ts';
import { eventSchema, type PlanexEvent } from '../tasks/event.ts';
import { eventFiles } from './event-files.ts';

/** Which events to give: those of one task, and of them at most the last `limit`. */
export interface EventQuery {
  taskId?: string;
  limit?: number;
}

/**
 * The events on disk, oldest first. Lines that are no events (torn by a crash, written by a newer planex) are left out. Throws an
 * error that names the file when one cannot be opened.
 */
export async function* readEvents(folder: string, query: EventQuery = {}): AsyncGenerator<PlanexEvent> {
  const limit = query.limit ?? Number.POSITIVE_INFINITY;
  const last: PlanexEvent[] = [];
  for (const file of eventFiles(folder)) {
    const fd = openIfThere(file);
    if (fd === undefined) continue;
    const lines = createInterface({
      input: createReadStream(file, { fd }),
      crlfDelay: Number.POSITIVE_INFINITY,
    });
    for await (const line of lines) {
      const event = parseEvent(line);
      if (event === undefined || !isAsked(event, query)) continue;
      if (limit === Number.POSITIVE_INFINITY) yield event;
      else if (last.push(event) > limit) last.shift();
    }
  }
  yield* last;
}

function openIfThere(file: string): number | undefined {
  try {
    return openSync(file, 'r');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw nameUnreadable(file, error);
  }
}

/** Reads one line of an event log; undefined when it is not an event this planex knows. */
export function parseEvent(line: string): PlanexEvent | undefined {
  try {
    const checked = checkShape(eventSchema, JSON.parse(line));
    return checked.ok ? checked.value : undefined;
  } catch {
    return undefined;
  }
}

/** Whether an event belongs to what a query asks for. */
export function isAsked(event: PlanexEvent, query: EventQuery): boolean {
  return query.taskId === undefined || ('taskId' in event && event.taskId === query.taskId);
}
