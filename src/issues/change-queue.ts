import type { JsonPath } from '../artifacts/json-source.ts';
import { isObject } from '../artifacts/json-source.ts';
import type { Queue } from './queue.ts';
import type { QueueIndex } from './queue-index.ts';
import type { QueueChanges } from './queue-status.ts';
import { type FieldChanges, setFieldsAt } from './set-fields.ts';

/** The text of a queue with items changed, and its counts as they are then; all else keeps its bytes. */
export function changeQueue(text: string, { list, items }: Queue, changes: QueueChanges, at: string): string {
  const edits: [JsonPath, FieldChanges][] = items.flatMap(({ id }, index) => {
    const change = changes.get(id);
    return change === undefined ? [] : [[[list, index], change] as [JsonPath, FieldChanges]];
  });
  const changed = edits.reduce((before, [path, change]) => setFieldsAt(before, path, change), text);
  const { _metadata: metadata }: { _metadata?: unknown } = JSON.parse(text.replace(/^\uFEFF/, ''));
  const statuses = listStatuses(items, changes);
  const counted = isObject(metadata)
    ? setFieldsAt(changed, ['_metadata'], countAgain(metadata, statuses, at))
    : changed;
  return isCompleted(statuses) ? setFieldsAt(counted, [], { status: 'completed' }) : counted;
}

/** The text of the list of queues with the entry of one of them as that will be; only what is there is set. */
export function changeIndex(
  text: string,
  { entries }: QueueIndex,
  { id, items }: Queue,
  changes: QueueChanges,
  at: string,
): string {
  const index = entries.findIndex((one) => one.id === id);
  const entry = entries[index];
  if (entry === undefined) return text;
  const statuses = listStatuses(items, changes);
  const completed = statuses.filter((status) => status === 'completed').length;
  return setFieldsAt(text, ['queues', index], {
    ...('completed_solutions' in entry ? { completed_solutions: completed } : {}),
    ...('completed_tasks' in entry ? { completed_tasks: completed } : {}),
    ...(isCompleted(statuses) ? { status: 'completed', completed_at: at } : {}),
  });
}

function listStatuses(items: Queue['items'], changes: QueueChanges): string[] {
  return items.map(({ id, status }) => changes.get(id)?.status ?? status);
}

function isCompleted(statuses: readonly string[]): boolean {
  return statuses.length > 0 && statuses.every((status) => status === 'completed');
}

function countAgain(
  metadata: Readonly<Record<string, unknown>>,
  statuses: readonly string[],
  at: string,
): FieldChanges {
  const counts = ['pending', 'ready', 'executing', 'completed', 'failed', 'blocked'].flatMap((status) => {
    const name = `${status}_count`;
    return name in metadata ? [[name, statuses.filter((one) => one === status).length]] : [];
  });
  const dates = ['updated_at', 'last_updated'].flatMap((name) => (name in metadata ? [[name, at]] : []));
  return Object.fromEntries([...counts, ...dates]);
}
