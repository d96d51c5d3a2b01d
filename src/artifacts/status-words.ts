import { readPlanSource } from './plan-source.ts';
import { listStatusValues } from './plan-status.ts';

/** What a plan says of its own state, word for word, in each place where it does. */
export function readStatusWords(text: string): string[] {
  const read = readPlanSource(text);
  return read.ok ? listStatusValues(read.value).map((value) => value.text.trim()) : [];
}
