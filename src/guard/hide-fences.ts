const LIST_MARKS = /^(?:(?:[-+*]|[0-9]+[.)])[ \t]+)+/;
const FENCE = /^(`{3,}|~{3,})(.*)$/s;
const FENCE_END = /^(`{3,}|~{3,})[ \t\r\v\f]*$/;

/** Replaces the lines of fenced code, fences included, by undefined. A fence that is never closed hides nothing. */
export function hideFences(lines: readonly string[]): (string | undefined)[] {
  const shown: (string | undefined)[] = [...lines];
  // For each kind of fence the length from which on no line further below closes one.
  const endless = new Map<string, number>();
  for (let at = 0; at < lines.length; at += 1) {
    const fence = readFence(lines[at] ?? '');
    if (fence === undefined || fence.length >= (endless.get(fence.kind) ?? Infinity)) continue;
    let end = at + 1;
    while (end < lines.length && !closes(lines[end] ?? '', fence)) end += 1;
    if (end === lines.length) {
      endless.set(fence.kind, fence.length);
    } else {
      shown.fill(undefined, at, end + 1);
      at = end;
    }
  }
  return shown;
}

interface Fence {
  kind: string;
  length: number;
}

function readFence(line: string): Fence | undefined {
  const [, mark = '', rest = ''] = FENCE.exec(line.replace(LIST_MARKS, '')) ?? [];
  const kind = mark.charAt(0);
  return mark === '' || (kind === '`' && rest.includes('`')) ? undefined : { kind, length: mark.length };
}

function closes(line: string, { kind, length }: Fence): boolean {
  const mark = FENCE_END.exec(line)?.[1] ?? '';
  return mark.startsWith(kind) && mark.length >= length;
}
