import type { Block } from '../artifacts/markdown.ts';
import { findCodeSpans } from '../artifacts/code-spans.ts';
import type { PlanSource } from '../artifacts/plan-source.ts';

/** Abbreviations that nobody who reads plans has to be told. */
const KNOWN = new Set(
  'ADR AI API ASCII AWS CI CD CLI CPU CSS CSV DB DNS DRAFT EOF FAQ FIFO GB GIT GPU GUI HTML HTTP HTTPS ID IDE IO IP JS JSON KB LLM LOC LTS MB MIT OK OOM OS PATH PDF PID PNG POSIX PR QA RAM README REST RFC SDK SHA SQL SSH SSL SVG TBD TCP TDD TLS TODO TS TTY UDP UI URI URL US USA UTC UTF UUID UX VM XML YAML NOT AND OR MUST SHOULD MAY DONE ONLY NO YES ALL NEW NEVER ALWAYS APPROVED BLOCKED COMPLETE PLANS NOTE'.split(
    ' ',
  ),
);
const TERM = /(?<![\w/.-])[A-Z]{2,6}(?:s\b|\b)(?![\w/.-]*[\w/])/g;

/** Each is looked for in the whole text, so there is an end to them. */
const MOST = 50;

/** An abbreviation that a plan uses without saying what it stands for, at its first place. */
export interface UndefinedTerm {
  term: string;
  offset: number;
}

/** Finds them in the prose of a plan, in the order of the text. */
export function findUndefinedTerms(source: PlanSource): UndefinedTerm[] {
  const first = new Map<string, number>();
  for (const { text, from } of listProse(source, source.blocks)) {
    for (const match of text.matchAll(TERM)) {
      const term = match[0].replace(/s$/, '');
      if (first.size === MOST) break;
      if (!KNOWN.has(term) && !first.has(term)) first.set(term, from + match.index);
    }
  }
  return [...first]
    .filter(([term]) => !isExplained(source.text, term))
    .map(([term, offset]) => ({ term, offset }))
    .sort((one, other) => one.offset - other.offset);
}

/** "Recovery point objective (RPO)", "RPO (recovery point objective)", "RPO: …", "RPO means …". */
function isExplained(text: string, term: string): boolean {
  return new RegExp(
    `\\w[ \\n]*\\(\`?${term}s?\`?[);,]|\\b${term}s?[\`*_]* \\([a-z]|\\b${term}s?[\`*_]*(?:: | [—–-] |,? (?:means|stands for|is (?:an?|the|short for)|are) )`,
    'i',
  ).test(text);
}

function listProse(source: PlanSource, blocks: readonly Block[]): { text: string; from: number }[] {
  return blocks.flatMap((block) => {
    switch (block.kind) {
      case 'paragraph':
        return [{ text: blankCode(source.text.slice(block.from, block.to)), from: block.from }];
      case 'list':
        return block.items.flatMap((item) => listProse(source, item.blocks));
      case 'quote':
        return listProse(source, block.blocks);
      default:
        return [];
    }
  });
}

function blankCode(text: string): string {
  let blank = text;
  for (const { from, to } of findCodeSpans(text)) {
    blank = blank.slice(0, from) + '.'.repeat(to - from) + blank.slice(to);
  }
  return blank;
}
