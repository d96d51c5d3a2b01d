import { hideFences } from './hide-fences.ts';

/** A paragraph, a list item, a row of a table or a heading: lines that belong together, however they are wrapped. */
export interface PlanBlock {
  /** Number of its first line, from 1. */
  line: number;
  /** Its lines, without indentation and marks of quotation. */
  lines: string[];
  /** Numbers of those of its lines that say `**load-bearing`. */
  markers: number[];
  inDecisionLog: boolean;
}

const MARKER = /\*\*load-bearing/i;
const HEADING = /^(#{1,6})(?:[ \t]|$)/;
const ROW = /^\|/;
const ITEM = /^(?:[-+*]|[0-9]+[.)])(?:[ \t]|$)/;

/**
 * Cuts a plan into blocks. Indentation, line ends and quotation do not matter; blank lines and fenced code end a block and
 * belong to none. The text is read byte by byte: each character is one byte.
 */
export function readBlocks(text: string): PlanBlock[] {
  const blocks: PlanBlock[] = [];
  let open: PlanBlock | undefined;
  let logLevel = 0;
  for (const [index, line] of hideFences(text.split('\n').map(stripLine)).entries()) {
    if (line === undefined || line === '') {
      open = undefined;
      continue;
    }
    const heading = HEADING.exec(line)?.[1]?.length;
    if (heading !== undefined) {
      if (heading <= logLevel) logLevel = 0;
      if (logLevel === 0 && /decision log/i.test(line)) logLevel = heading;
    }
    const alone = heading !== undefined || ROW.test(line);
    if (open === undefined || alone || ITEM.test(line)) {
      open = { line: index + 1, lines: [], markers: [], inDecisionLog: logLevel > 0 };
      blocks.push(open);
    }
    open.lines.push(line);
    if (MARKER.test(line)) open.markers.push(index + 1);
    if (alone) open = undefined;
  }
  return blocks;
}

/** A byte order mark, a carriage return, indentation and `>` say nothing; no awk reads beyond a NUL alike. */
function stripLine(line: string, index: number): string {
  const [told = ''] = line.split('\0', 1);
  const text = told.replace(/\r$/, '');
  return (index === 0 ? text.replace(/^\xEF\xBB\xBF/, '') : text).replace(
    /^[ \t\r\v\f]*(?:>[ \t\r\v\f]*)*/,
    '',
  );
}
