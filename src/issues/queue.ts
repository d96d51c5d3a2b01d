import type { Diagnostic } from '../artifacts/diagnostic.ts';
import { readJsonSource } from '../artifacts/json-source.ts';
import { checkShape, z } from '../schema.ts';

const words = z.array(z.string()).nullish();
const word = z.string().nullish();

/** One thing to do in a queue; what is not named here is kept as it is. */
const itemSchema = z.looseObject({
  item_id: z.string({ error: 'expected text' }),
  issue_id: z.string({ error: 'expected text' }),
  solution_id: word,
  task_id: word,
  status: word,
  execution_order: z.number().nullish(),
  execution_group: word,
  depends_on: words,
});

const queueSchema = z.looseObject({
  id: word,
  status: word,
  solutions: z.array(itemSchema).nullish(),
  tasks: z.array(itemSchema).nullish(),
  execution_groups: z.array(z.looseObject({ id: word, type: word })).nullish(),
});

/** One thing to do: the solution of an issue, or one task of it. */
export interface QueueItem {
  id: string;
  issue: string;
  solution?: string | undefined;
  /** The key of a task, in queues of tasks. */
  task?: string | undefined;
  /** `pending`, `ready`, `executing`, `completed`, `failed` or `blocked`. */
  status: string;
  order?: number | undefined;
  group?: string | undefined;
  /** Ids of the items that come before it, without those that would come after it as well. */
  after: string[];
  fields: Readonly<Record<string, unknown>>;
}

/** The order in which issues are to be carried out, as other programs have written it. */
export interface Queue {
  id: string;
  status: string;
  /** The key under which its items stand. */
  list: 'solutions' | 'tasks';
  items: QueueItem[];
}

/** Reads a queue. With an error among the diagnostics there is none, and its file is not written. */
export function readQueue(name: string, text: string): { queue?: Queue; diagnostics: Diagnostic[] } {
  const source = readJsonSource(text);
  if (!source.ok) return { diagnostics: source.failure };
  const { value, locate, diagnostics } = source.value;
  const checked = checkShape(queueSchema, value);
  if (!checked.ok) {
    const errors = checked.failure.map(({ path, message }): Diagnostic => {
      const what = path.length === 0 ? message : `${path.join('.')}: ${message}`;
      return { severity: 'error', rule: 'queue-shape', message: what, ...locate(path) };
    });
    return { diagnostics: [...diagnostics, ...errors] };
  }
  const { id, status, solutions, tasks, execution_groups: groups } = checked.value;
  const list = solutions ? 'solutions' : 'tasks';
  const items = (solutions ?? tasks ?? []).map(
    (item): QueueItem => ({
      id: item.item_id.trim(),
      issue: item.issue_id.trim(),
      solution: item.solution_id?.trim() || undefined,
      task: item.task_id?.trim() || undefined,
      status: item.status?.trim() || 'pending',
      order: item.execution_order ?? undefined,
      group: item.execution_group?.trim() || undefined,
      after: [],
      fields: item,
    }),
  );
  const at = (index: number) => locate([list, index]);
  const twins = items.flatMap((item, index): Diagnostic[] => {
    if (items.findIndex((one) => one.id === item.id) === index) return [];
    const message = `${item.id} is there twice; keep one of them`;
    return [{ severity: 'error', rule: 'same-item', message, ...at(index) }];
  });
  if (twins.length > 0) return { diagnostics: [...diagnostics, ...twins] };
  const inSequence = new Set((groups ?? []).flatMap((one) => (one.type === 'sequential' ? [one.id] : [])));
  const queue: Queue = { id: id?.trim() || name, status: status?.trim() || 'active', list, items };
  const problems = orderItems(items, (group) => inSequence.has(group) || /^S\d+$/.test(group));
  return {
    queue,
    diagnostics: [
      ...diagnostics,
      ...problems.map(
        ({ index, ...problem }): Diagnostic => ({ severity: 'warning', ...problem, ...at(index) }),
      ),
    ],
  };
}

interface OrderProblem {
  index: number;
  rule: string;
  message: string;
}

/** Fills in what comes before each item, and tells what of that cannot be kept. */
function orderItems(items: readonly QueueItem[], isSequence: (group: string) => boolean): OrderProblem[] {
  const problems: OrderProblem[] = [];
  for (const [index, item] of items.entries()) {
    const named = Array.isArray(item.fields['depends_on']) ? item.fields['depends_on'].map(String) : [];
    for (const name of named) {
      const found = items.filter(({ id, solution, issue }) => [id, solution, issue].includes(name.trim()));
      if (found.length === 0) {
        const message = `${item.id} depends on ${name}, which is not in this queue`;
        problems.push({ index, rule: 'unknown-item', message });
      }
      for (const before of found) {
        if (putAfter(items, item, before)) continue;
        const message = `${item.id} and ${before.id} come after each other; that ${item.id} comes later is not kept`;
        problems.push({ index, rule: 'queue-cycle', message });
      }
    }
  }
  const inOrder = items.toSorted((one, other) => (one.order ?? 0) - (other.order ?? 0));
  for (const group of new Set(inOrder.flatMap((item) => item.group ?? []))) {
    if (!isSequence(group)) continue;
    const members = inOrder.filter((item) => item.group === group);
    for (const [index, item] of members.entries()) {
      const before = members[index - 1];
      // What an item says of itself counts more than its place in a group.
      if (before !== undefined) putAfter(items, item, before);
    }
  }
  return problems;
}

/** False when `before` comes after `item` already, or is the same. */
function putAfter(items: readonly QueueItem[], item: QueueItem, before: QueueItem): boolean {
  const seen = new Set<string>();
  const reach = [before.id];
  for (let id = reach.pop(); id !== undefined; id = reach.pop()) {
    if (id === item.id) return false;
    if (seen.has(id)) continue;
    seen.add(id);
    reach.push(...(items.find((one) => one.id === id)?.after ?? []));
  }
  if (!item.after.includes(before.id)) item.after.push(before.id);
  return true;
}
