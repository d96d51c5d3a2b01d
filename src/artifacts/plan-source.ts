import { fail, type Result, succeed } from '../result.ts';
import type { Diagnostic } from './diagnostic.ts';
import { type Block, parseMarkdown } from './markdown.ts';
import { createLocator, type Locate } from './text-position.ts';

/** A plan's text with its structure: what all rules about plans look at. */
export interface PlanSource {
  text: string;
  blocks: Block[];
  locate: Locate;
  /** The lines between the `---` lines at the very top. */
  frontMatter?: { from: number; to: number };
}

/** Parses a plan's Markdown; front matter is set apart, and a document that is one single `md` fence is opened. */
export function readPlanSource(text: string): Result<PlanSource, Diagnostic> {
  const frontMatter = findFrontMatter(text);
  const body = frontMatter === undefined ? text : blank(text, 0, frontMatter.end);
  const parsed = parseMarkdown(unwrap(body));
  const locate = createLocator(text);
  if (!parsed.ok) {
    const { message, offset } = parsed.failure;
    return fail({ severity: 'error', rule: 'not-readable', message, ...locate(offset) });
  }
  const source = { text, blocks: parsed.value, locate };
  return succeed(frontMatter === undefined ? source : { ...source, frontMatter });
}

function findFrontMatter(text: string): { from: number; to: number; end: number } | undefined {
  const open = /^\uFEFF?---[ \t]*\r?\n/.exec(text);
  if (open === null) return undefined;
  const close = /^(?:---|\.\.\.)[ \t]*\r?$/m.exec(text.slice(open[0].length));
  if (close === null) return undefined;
  const to = open[0].length + close.index;
  // Prose between two rules is not front matter.
  const lines = text.slice(open[0].length, to).split('\n');
  const isYaml = lines.every((line) => /^(?:\s|#|-|[\w-]+[ \t]*:|$)/.test(line));
  if (!isYaml || !lines.some((line) => line.includes(':'))) return undefined;
  return { from: open[0].length, to, end: to + close[0].length };
}

/** An ExecPlan may come as one fence labelled `md`; its two fence lines are then no part of the document. */
function unwrap(text: string): string {
  const open = /^\uFEFF?\s*(`{3,}|~{3,})[ \t]*(?:md|markdown)[ \t]*\r?\n/i.exec(text);
  const fence = open?.[1];
  if (open === null || fence === undefined) return text;
  const mark = fence[0] ?? '`';
  const close = new RegExp(`^ {0,3}${mark}{${fence.length},}[ \\t]*\\r?$`, 'm').exec(
    text.slice(open[0].length),
  );
  if (close === null) return text;
  const from = open[0].length + close.index;
  if (text.slice(from + close[0].length).trim() !== '') return text;
  return blank(blank(text, 0, open[0].length), from, from + close[0].length);
}

/** Spaces in place of a stretch of text: offsets and lines stay. */
function blank(text: string, from: number, to: number): string {
  return text.slice(0, from) + text.slice(from, to).replace(/[^\n]/g, ' ') + text.slice(to);
}
