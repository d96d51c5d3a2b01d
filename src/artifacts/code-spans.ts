/** A stretch of inline code: where it stands, with its backticks, and what it says, without them. */
export interface CodeSpan {
  from: number;
  to: number;
  text: string;
}

/**
 * Finds the inline code of one paragraph. A run of backticks is closed by the next run of the same length; one that is
 * never closed is plain text.
 */
export function findCodeSpans(text: string): CodeSpan[] {
  const runs = Array.from(text.matchAll(/`+/g), (run) => ({ at: run.index, length: run[0].length }));
  const later = indexByLength(runs);
  const spans: CodeSpan[] = [];
  for (let open = 0; open < runs.length; open++) {
    const start = runs[open];
    if (start === undefined || isEscaped(text, start.at)) continue;
    const close = takeNext(later.get(start.length) ?? [], open);
    const end = close === undefined ? undefined : runs[close];
    if (close === undefined || end === undefined) continue;
    const to = end.at + end.length;
    spans.push({ from: start.at, to, text: readInside(text.slice(start.at + start.length, end.at)) });
    open = close;
  }
  return spans;
}

function isEscaped(text: string, at: number): boolean {
  let slashes = 0;
  while (text[at - 1 - slashes] === '\\') slashes++;
  return slashes % 2 === 1;
}

/** Line ends count as spaces, and one space on both sides is padding. */
function readInside(inside: string): string {
  const line = inside.includes('\n') ? joinLines(inside) : inside;
  return line.startsWith(' ') && line.endsWith(' ') && line.trim() !== '' ? line.slice(1, -1) : line;
}

function joinLines(text: string): string {
  const lines = text.split('\n');
  return lines
    .map((line, index) => {
      const start = index === 0 ? line : line.trimStart();
      return index === lines.length - 1 ? start : start.trimEnd();
    })
    .join(' ');
}

function indexByLength(runs: readonly { length: number }[]): Map<number, number[]> {
  const lists = new Map<number, number[]>();
  for (let index = runs.length - 1; index >= 0; index--) {
    const length = runs[index]?.length ?? 0;
    const list = lists.get(length) ?? [];
    list.push(index);
    lists.set(length, list);
  }
  return lists;
}

/** Drops everything up to `after` from the end of a falling list, so that the whole search stays linear. */
function takeNext(falling: number[], after: number): number | undefined {
  while ((falling.at(-1) ?? Infinity) <= after) falling.pop();
  return falling.at(-1);
}
