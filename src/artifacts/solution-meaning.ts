import { digestMeaning, foldLine, trimLines } from './digest.ts';
import { isObject } from './json-source.ts';

/** What changes from run to run, or says how urgent a task is rather than what it is. */
const NOT_MEANING = new Set(['id', 'status', 'priority', 'effort', 'estimated_minutes', 'estimated_time']);
const EXACT = new Set(['commands']);

/**
 * The digest of a solution task: everything its author wrote of it except its id and how urgent or far along it is. Prose
 * counts with white space folded, commands as they stand. What was `read` counts instead of what stands there.
 */
export function digestTask(raw: unknown, read: { title: string; depends_on?: string[] }): string {
  return digestMeaning(foldMeaning({ ...(isObject(raw) ? raw : {}), ...read }));
}

function foldMeaning(task: Record<string, unknown>): unknown {
  const entries = Object.entries(task).filter(hasMeaning);
  return Object.fromEntries(entries.map(([key, value]) => [key, foldValue(value, key)]));
}

function hasMeaning([key, value]: [string, unknown]): boolean {
  return !NOT_MEANING.has(key) && !key.endsWith('_at') && value !== null && value !== undefined;
}

function foldValue(value: unknown, key: string): unknown {
  if (typeof value === 'string') return EXACT.has(key) ? trimLines(value) : foldLine(value);
  if (Array.isArray(value)) return value.map((item) => foldValue(item, key));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([inner, item]) => [inner, foldValue(item, inner)]));
}
