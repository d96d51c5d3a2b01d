/** What a "Depends on" field says, or why it cannot be understood. */
export type DependenciesReading = { kind: 'keys'; keys: string[] } | { kind: 'unclear'; message: string };

const NONE = /^(?:none|nothing|no\b|n\/a|-+|–|—)/i;
const ALL_BEFORE = /\ball\b|\b(?:previous|preceding|earlier|prior) (?:tasks|iterations)\b/i;
const ONE_BEFORE = /\b(?:previous|preceding|prior) (?:task|iteration)\b/i;
const NUMBER =
  /(?<![\w.])#?(\d+(?:\.\d+)*[a-z]?)(?![\w%]|\.\d)(?:\s*(?:-|–|—|\.\.\.?|to|through)\s*(?:tasks?\s*)?#?(\d+)(?![\w.]))?/gi;
const MAX_RANGE = 200;
const MAX_FIELD = 2_000;

/**
 * Reads task numbers as people list them: `2`, `Task 2`, `1, 2 and 3`, `1-3`, `none`, `all previous tasks`. `earlier` are
 * the keys of the tasks above, in order.
 */
export function readDependencies(written: string, earlier: readonly string[]): DependenciesReading {
  const text = written
    .slice(0, MAX_FIELD)
    .replace(/[*_`]/g, '')
    .replace(/\([^)]*\)/g, ' ')
    .trim();
  if (text === '' || NONE.test(text)) return { kind: 'keys', keys: [] };
  const keys = new Set<string>();
  for (const [, first = '', last] of text.matchAll(NUMBER)) {
    for (const key of expandRange(first.toLowerCase(), last)) keys.add(key);
  }
  if (keys.size > 0) return { kind: 'keys', keys: [...keys] };
  if (ONE_BEFORE.test(text)) return { kind: 'keys', keys: earlier.slice(-1) };
  if (ALL_BEFORE.test(text)) return { kind: 'keys', keys: [...earlier] };
  const message = `"${text.slice(0, 60)}" names no task: write task numbers, or "none"`;
  return { kind: 'unclear', message };
}

/** Where the numbers of tasks stand in such a text, as offsets. */
export function findTaskNumbers(written: string): { from: number; to: number }[] {
  if (written.length > MAX_FIELD || NONE.test(written)) return [];
  return [...written.matchAll(new RegExp(`\\([^)]*\\)|${NUMBER.source}`, NUMBER.flags))].flatMap((match) =>
    match[1] === undefined ? [] : [{ from: match.index, to: match.index + match[0].length }],
  );
}

function expandRange(first: string, last: string | undefined): string[] {
  const from = Number(first);
  const to = Number(last);
  if (last === undefined || !Number.isInteger(from) || to < from || to - from > MAX_RANGE) {
    return [first, last].flatMap((key) => (key === undefined ? [] : [dropZeros(key)]));
  }
  return Array.from({ length: to - from + 1 }, (_, index) => String(from + index));
}

function dropZeros(key: string): string {
  return key.replace(/^0+(?=\d)/, '');
}
