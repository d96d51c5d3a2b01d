import { foldSpace } from './block-spans.ts';
import { type PlanBlock, readBlocks } from './plan-blocks.ts';

/** Why a sentinel may go, and who says so. Each character of a text is one byte. */
export interface Retirement {
  sentinel: string;
  why: string;
  /** For example `2026-11-21, Ada Example`. */
  dateAndAuthor: string;
}

/** Adds an entry that retires a sentinel to the end of a plan's Decision Log, which is made where there is none. */
export function retireSentinel(text: string, retirement: Retirement): string {
  const lineEnd = /\r?\n/.exec(text)?.[0] ?? '\n';
  const entry = wordEntry(retirement);
  const lines = text.split(lineEnd);
  const section = findSection(readBlocks(text));
  let at = section?.next ?? lines.length + 1;
  while (at > 1 && (lines[at - 2] ?? '').trim() === '') at -= 1;
  const apart = section?.last.markers.length === 0 && /^[-+*] /.test(section.last.lines[0] ?? '') ? [] : [''];
  const heading = section === undefined && at > 1 ? ['', '## Decision Log'] : [];
  const added = section === undefined && at === 1 ? ['## Decision Log', ''] : [...heading, ...apart];
  const rest = lines.slice(at - 1);
  return [...lines.slice(0, at - 1), ...added, ...entry, ...(rest.length === 0 ? [''] : rest)].join(lineEnd);
}

function wordEntry({ sentinel, why, dateAndAuthor }: Retirement): string[] {
  return [
    `- Decision: Retire the sentinel ${quoteSpan(sentinel)}.`,
    `  Rationale: ${foldSpace(why).trim()}`,
    `  Date/Author: ${foldSpace(dateAndAuthor).trim()}`,
  ];
}

/** Inline code needs more backticks around it than it has in a row itself. */
function quoteSpan(text: string): string {
  const longest = Math.max(0, ...Array.from(text.matchAll(/`+/g), ([run]) => run.length));
  const ticks = '`'.repeat(longest + 1);
  return longest === 0 ? `${ticks}${text}${ticks}` : `${ticks} ${text} ${ticks}`;
}

/** The last block of the first Decision Log, and the line at which the next section begins; undefined at the end. */
function findSection(
  blocks: readonly PlanBlock[],
): { last: PlanBlock; next: number | undefined } | undefined {
  const first = blocks.findIndex((block) => block.inDecisionLog);
  if (first === -1) return undefined;
  const after = blocks.findIndex((block, index) => index > first && !block.inDecisionLog);
  const last = blocks[(after === -1 ? blocks.length : after) - 1];
  return last === undefined ? undefined : { last, next: blocks[after]?.line };
}
