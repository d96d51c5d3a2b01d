/** A block of Markdown to put in front of an offset, or at the end of the plan. */
export interface Insertion {
  /** Offset of a heading. */
  at: number | undefined;
  /** With LF line ends and none at its end. */
  block: string;
}

/** Puts blocks into a plan, parted from what is around them by empty lines; every other byte stays. */
export function insertBlock(text: string, insertions: readonly Insertion[]): string {
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const end = findEnd(text);
  const placed = insertions.map(({ at, block }) => ({ at: at ?? end, block: block.replaceAll('\n', eol) }));
  let result = '';
  let done = 0;
  // What goes to the same place keeps its order.
  for (const { at, block } of placed.sort((one, other) => one.at - other.at)) {
    result += text.slice(done, at);
    done = at;
    const gap = result === '' || /\n[ \t\r]*\n$/.test(result) ? '' : result.endsWith('\n') ? eol : eol + eol;
    result += `${gap}${block}${eol}${at < text.length ? eol : ''}`;
  }
  return result + text.slice(done);
}

/** Where a plan ends: in front of the last line of the one fence that is around it, if there is one. */
function findEnd(text: string): number {
  const open = /^\uFEFF?\s*(`{3,}|~{3,})[ \t]*(?:md|markdown)[ \t]*\r?\n/i.exec(text)?.[1];
  const close = open === undefined ? null : /^ {0,3}(?:`{3,}|~{3,})[ \t]*\s*$/m.exec(text.slice(-200));
  if (open === undefined || close === null) return text.length;
  return Math.max(0, text.length - 200) + close.index;
}
