import { findCodeSpans } from '../artifacts/code-spans.ts';
import type { PlanBlock } from './plan-blocks.ts';

/** A stretch of inline code of a block. */
export interface BlockSpan {
  /** What it says, with every white space folded to one blank and none at its ends. */
  text: string;
  /** Numbers of the lines on which it begins and ends. */
  firstLine: number;
  lastLine: number;
  /** The block's text before it, from the previous backtick on. */
  lead: string;
}

/** Finds the inline code of a block; it may run over a line end. Spans that say nothing are left out. */
export function readBlockSpans(block: PlanBlock): BlockSpan[] {
  const text = block.lines.join('\n');
  if (!text.includes('`')) return [];
  let line = block.line;
  let counted = 0;
  const lineAt = (offset: number): number => {
    line += countLineEnds(text.slice(counted, offset));
    counted = offset;
    return line;
  };
  return findCodeSpans(text).flatMap(({ from, to }) => {
    const [firstLine, lastLine] = [lineAt(from), lineAt(to)];
    const inside = text.slice(from, to).replace(/^`+|`+$/g, '');
    const folded = foldSpace(inside).replace(/^ | $/g, '');
    if (folded === '') return [];
    const lead = text.slice(Math.max(0, text.lastIndexOf('`', from - 1)), from);
    return [{ text: folded, firstLine, lastLine, lead }];
  });
}

/** Folds each run of white space, line ends included, to one blank. */
export function foldSpace(text: string): string {
  return text.replace(/[ \t\r\n\v\f]+/g, ' ');
}

function countLineEnds(text: string): number {
  return text.split('\n').length - 1;
}
