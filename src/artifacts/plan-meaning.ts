import { findCodeSpans } from './code-spans.ts';
import { digestMeaning, trimLines } from './digest.ts';
import type { Block, CodeBlock } from './markdown.ts';
import type { PlanSource } from './plan-source.ts';
import type { TaskSection } from './plan-sections.ts';

/** A place in the text of a plan. */
export interface TextRange {
  from: number;
  to: number;
}

/**
 * The digest of a plan task: its title, its prose with white space folded and boxes unticked, and its code as it stands.
 * Where the task stands in the plan, and under which number, does not count; nor what
 * `ids` says of other tasks.
 */
export function digestSection(
  source: PlanSource,
  section: TaskSection,
  boxes: readonly number[],
  ids: readonly TextRange[] = [],
): string {
  const masks = [
    ...boxes.map((offset) => ({ from: offset, to: offset + 1, text: ' ' })),
    ...ids.map((range) => ({ ...range, text: '#' })),
  ].toSorted((one, other) => one.from - other.from);
  const pieces: unknown[] = [];
  let from = section.from;
  for (const code of findCode(section.blocks)) {
    pieces.push(...foldProse(source.text, from, code.from, masks));
    pieces.push({ language: code.language, text: trimLines(code.text) });
    from = code.to;
  }
  pieces.push(...foldProse(source.text, from, section.to, masks));
  return digestMeaning({ title: section.title, body: pieces });
}

/** All code blocks in the order of the text, also those inside lists and quotes. */
function findCode(blocks: readonly Block[]): CodeBlock[] {
  return blocks.flatMap((block) => {
    switch (block.kind) {
      case 'code':
        return [block];
      case 'list':
        return block.items.flatMap((item) => findCode(item.blocks));
      case 'quote':
        return findCode(block.blocks);
      default:
        return [];
    }
  });
}

/** Prose paragraph by paragraph, so that a stray backtick cannot pair with one in another paragraph. */
function foldProse(text: string, from: number, to: number, masks: readonly Mask[]): string[] {
  const prose = mask(text, from, to, masks);
  const folded = prose
    .split(/\n[\s>]*\n/)
    .map(foldParagraph)
    .filter((paragraph) => paragraph !== '');
  return folded.length === 0 ? [] : [folded.join(' ')];
}

/** What stands in a place that does not count. */
interface Mask extends TextRange {
  text: string;
}

function mask(text: string, from: number, to: number, masks: readonly Mask[]): string {
  let result = '';
  let done = from;
  for (const one of masks) {
    if (one.from < done || one.from >= to) continue;
    result += text.slice(done, one.from) + one.text;
    done = one.to;
  }
  return result + text.slice(done, to);
}

/** Folds white space outside of inline code; inside, what the author typed is kept. */
function foldParagraph(paragraph: string): string {
  let folded = '';
  let done = 0;
  for (const span of findCodeSpans(paragraph)) {
    folded += `${paragraph.slice(done, span.from).replace(/\s+/g, ' ')}\`${span.text}\``;
    done = span.to;
  }
  return (folded + paragraph.slice(done).replace(/\s+/g, ' ')).trim();
}
