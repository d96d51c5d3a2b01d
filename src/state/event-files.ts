import { join } from 'node:path';

const PUT_ASIDE = 3;

/** The file that events are added to: one JSON object a line. */
export function currentEventFile(folder: string): string {
  return join(folder, 'events.jsonl');
}

/** All files that events may be in, from the oldest to the current one. Any of them may be missing. */
export function eventFiles(folder: string): string[] {
  const aside = Array.from({ length: PUT_ASIDE }, (_, index) => `events.${PUT_ASIDE - index}.jsonl`);
  return [...aside.map((name) => join(folder, name)), currentEventFile(folder)];
}
