import { type BlockSpan, foldSpace, readBlockSpans } from './block-spans.ts';
import { type PlanBlock, readBlocks } from './plan-blocks.ts';

/** A statement that must not get lost: inline code on a line with a marker, or on the line above or below. */
export interface Sentinel {
  text: string;
  line: number;
}

/** What one version of a plan says of sentinels. */
export interface PlanVersion {
  /** Its sentinels, each once, in order; those that are retired are among them. */
  sentinels: Sentinel[];
  /**
   * What keeps a sentinel: inline code in the block of a marker, or in one that touches it. It is more than what makes
   * one, so that wrapping lines anew loses none.
   */
  reached: ReadonlySet<string>;
  /** All inline code outside of fences, with the line where each first stands. */
  standing: ReadonlyMap<string, number>;
  /** What an entry of its Decision Log retires. */
  retired: ReadonlySet<string>;
}

/** Reads the sentinels of a plan. Each character of the text is one byte. */
export function readSentinels(text: string): PlanVersion {
  const blocks = readBlocks(text);
  const markers = new Set(blocks.flatMap((block) => block.markers));
  const sentinels = new Map<string, Sentinel>();
  const reached = new Set<string>();
  const standing = new Map<string, number>();
  const retired = new Set<string>();
  for (const [index, block] of blocks.entries()) {
    const isReached = [blocks[index - 1], block, blocks[index + 1]].some((other) => marks(other, block));
    for (const span of readBlockSpans(block)) {
      const { text, firstLine } = span;
      if (!standing.has(text)) standing.set(text, firstLine);
      if (isReached) reached.add(text);
      if (block.inDecisionLog && isRetiring(span.lead)) retired.add(text);
      if (!sentinels.has(text) && isNear(span, markers)) sentinels.set(text, { text, line: firstLine });
    }
  }
  return { sentinels: [...sentinels.values()], reached, standing, retired };
}

function marks(other: PlanBlock | undefined, block: PlanBlock): boolean {
  if (other === undefined || other.markers.length === 0) return false;
  return (
    other === block ||
    other.line + other.lines.length === block.line ||
    block.line + block.lines.length === other.line
  );
}

function isNear({ firstLine, lastLine }: BlockSpan, markers: ReadonlySet<number>): boolean {
  for (let line = firstLine - 1; line <= lastLine + 1; line += 1) if (markers.has(line)) return true;
  return false;
}

const RETIRING = /(?:^|[:|])(?:\[[ x]\]|[-0-9 .,/()+])*retire[sd]?:?(?: the)?(?: sentinel)?:? ?$/;

/**
 * True for the words of an entry that lets a span go, from the beginning of its block or from a label on: "Decision: Retire
 * the sentinel", "2026-11-21: retired". What merely speaks of it has more words.
 */
function isRetiring(lead: string): boolean {
  if (!/retire/i.test(lead)) return false;
  const words = foldSpace(lead.replace(/[*_]/g, '').replace(/\xE2\x80[\x93\x94]/g, '-'));
  return RETIRING.test(words.toLowerCase());
}
