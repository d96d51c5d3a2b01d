import type { Diagnostic } from '../artifacts/diagnostic.ts';
import { readJsonSource } from '../artifacts/json-source.ts';
import { checkShape, z } from '../schema.ts';

const indexSchema = z.looseObject({
  active_queue_id: z.string().nullish(),
  active_queue_ids: z.array(z.string()).nullish(),
  queues: z.array(z.looseObject({ id: z.string({ error: 'expected text' }) })).nullish(),
});

/** What the list of all queues says. */
export interface QueueIndex {
  /** Ids of the queues at work; undefined where it does not say. */
  active?: readonly string[];
  /** Its entries, as they stand there. */
  entries: readonly (Readonly<Record<string, unknown>> & { id: string })[];
}

/** Reads the list of queues. With an error among the diagnostics there is none, and its file is not written. */
export function readQueueIndex(text: string): { index?: QueueIndex; diagnostics: Diagnostic[] } {
  const source = readJsonSource(text);
  if (!source.ok) return { diagnostics: source.failure };
  const { value, locate, diagnostics } = source.value;
  const checked = checkShape(indexSchema, value);
  if (!checked.ok) {
    const errors = checked.failure.map(({ path, message }): Diagnostic => {
      const what = path.length === 0 ? message : `${path.join('.')}: ${message}`;
      return { severity: 'error', rule: 'queue-shape', message: what, ...locate(path) };
    });
    return { diagnostics: [...diagnostics, ...errors] };
  }
  const { active_queue_id: one, active_queue_ids: several, queues } = checked.value;
  const active = several ?? (one === undefined ? undefined : one === null ? [] : [one]);
  return { index: { ...(active === undefined ? {} : { active }), entries: queues ?? [] }, diagnostics };
}
