import { findCodeSpans } from '../artifacts/code-spans.ts';
import type { Block } from '../artifacts/markdown.ts';
import type { PlanSource } from '../artifacts/plan-source.ts';
import type { PlanSection } from '../artifacts/living-sections.ts';

/** A path or pattern that the Constraints of a plan say must not be modified. */
export interface ProtectedPath {
  path: string;
  /** 1-based. */
  line: number;
  column: number;
}

const FORBIDS =
  /\b(?:must not|may not|shall not|do not|don't|never|not to)\b[^.;]{0,40}?\b(?:be )?(?:modif\w*|chang\w*|touch\w*|edit\w*|alter\w*|rewrit\w*|delet\w*|remov\w*)\b|\b(?:stays?|remains?|left|leave|keep)\b[^.;]{0,80}\b(?:unchanged|untouched|unmodified|as (?:it is|they are))\b|\bno changes? (?:to|in|under|below)\b|\boff[ -]limits\b/i;
/** Such a rule is about what the code does: its file may change. */
const ABOUT_MEANING = /\b(?:signatures?|semantics|behaviou?r|public (?:api|methods?|interface))\b/i;
/** What comes after these says where the rule does not hold. */
const EXCEPT = /\b(?:except|unless|apart from|other than|besides|outside(?: of)?|beyond|only)\b/i;
const LONGEST_PATH = 200;
/** A path has a slash or an extension, or is a name that files without one are known by, and nothing that only code has. */
const PATH = /^\.?(?:[\w@*.+-]+\/)*[\w@*.+-]*(?:\/|\.\w{1,8}|\/[\w@*.+-]+)$/;
const BARE_NAME =
  /^(?:\.\/)?(?:(?:GNU)?[Mm]akefile|[Jj]ustfile|(?:Docker|Gem|Jenkins|Pip|Proc|Rake|Vagrant)file|LICEN[CS]E|COPYING|NOTICE|CODEOWNERS)$/;

/** Reads from the Constraints which paths they protect, in code spans of the sentences that forbid a change. */
export function readProtectedPaths(source: PlanSource, section: PlanSection): ProtectedPath[] {
  return section.blocks.flatMap((block) => readBlock(source, block));
}

function readBlock(source: PlanSource, block: Block): ProtectedPath[] {
  if (block.kind === 'list') {
    return block.items.flatMap((item) => item.blocks.flatMap((inner) => readBlock(source, inner)));
  }
  if (block.kind !== 'paragraph') return [];
  const text = source.text.slice(block.from, block.to);
  const spans = findCodeSpans(text);
  return splitSentences(text, spans).flatMap(({ from, to }) => {
    const sentence = text.slice(from, to);
    const words = hide(text, from, to, spans);
    if (!FORBIDS.test(words) || ABOUT_MEANING.test(words)) return [];
    const stop = EXCEPT.exec(sentence)?.index ?? sentence.length;
    return spans
      .filter(
        (span) =>
          span.from >= from &&
          span.to <= from + stop &&
          span.text.length <= LONGEST_PATH &&
          (PATH.test(span.text) || BARE_NAME.test(span.text)),
      )
      .map((span) => ({ path: span.text.replace(/^\.\//, ''), ...source.locate(block.from + span.from) }));
  });
}

interface Range {
  from: number;
  to: number;
}

/** A full stop inside of inline code ends no sentence. */
function splitSentences(text: string, spans: readonly Range[]): Range[] {
  const ends = [...text.matchAll(/[.;](?=\s|$)/g)]
    .map((match) => match.index + 1)
    .filter((end) => !spans.some((span) => span.from < end && end <= span.to));
  return [...ends, text.length].map((to, index) => ({ from: index === 0 ? 0 : (ends[index - 1] ?? 0), to }));
}

function hide(text: string, from: number, to: number, spans: readonly Range[]): string {
  let hidden = '';
  let done = from;
  for (const span of spans) {
    if (span.from < from || span.to > to) continue;
    hidden += `${text.slice(done, span.from)}\0`;
    done = span.to;
  }
  return (hidden + text.slice(done, to)).replace(/\s+/g, ' ');
}
