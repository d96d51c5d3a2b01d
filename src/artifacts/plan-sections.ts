import type { Diagnostic } from './diagnostic.ts';
import type { Block } from './markdown.ts';
import type { PlanSource } from './plan-source.ts';
import { MAX_TASKS } from './task-limit.ts';

/** The part of a plan that is one task: its heading and all blocks below it up to where it ends. */
export interface TaskSection {
  key: string;
  title: string;
  /** Offset of the heading. */
  at: number;
  blocks: Block[];
  /** The text of the body. */
  from: number;
  to: number;
}

type Heading = Extract<Block, { kind: 'heading' }>;

const TASK =
  /^(?:task|iteration)\s+#?0*(\d{1,9}(?:\.\d{1,9}){0,9}[a-z]?)(?!\.?\w)\s*(?:[:.)\-–—]+)?\s*(.*)$/i;
/** A number that does not end where it seems to. White space would do, but not what also breaks lines. */
const BROKEN_NUMBER = /^\D*\d[\d.]*[a-z]?(?!\t)[\p{Cc}\p{Zl}\p{Zp}]/iu;
const UNNUMBERED = /^(?:task|iteration)(?:\s*:|\s+[a-z]\s*[:.)–—-])/i;
const OTHER_STEP = /^(?:(?:phase|stage|step|milestone|unit|sprint|part|wave)\s+#?[\dA-Z]+\b|\d+[.)]\s)/i;

/**
 * Finds the task sections of a plan: headings `Task N` and `Iteration N` of level 2 to 4, each up to the next heading of
 * its level or above. A section that holds further task sections is a chapter, and only those inside it are tasks.
 */
export function findTaskSections(source: PlanSource): { sections: TaskSection[]; diagnostics: Diagnostic[] } {
  const all = findAllSections(source);
  const isChapter = (section: TaskSection, index: number): boolean =>
    (all[index + 1]?.at ?? Infinity) < section.to;
  const sections = all.filter((section, index) => !isChapter(section, index));
  const diagnostics = all.filter(isChapter).map((section): Diagnostic => {
    const message = `task ${section.key} holds other tasks: those are carried out, and it is the chapter around them`;
    return { severity: 'hint', rule: 'chapter', message, ...source.locate(section.at) };
  });
  diagnostics.push(...checkNumbers(source), ...adviseOnHeadings(source, sections.length));
  if (sections.length <= MAX_TASKS) return { sections, diagnostics };
  const message = `the plan has ${sections.length} tasks; at most ${MAX_TASKS} are read`;
  return {
    sections: [],
    diagnostics: [...diagnostics, { severity: 'error', rule: 'too-many-tasks', message }],
  };
}

/** Walks the blocks backwards, so that where each level's next heading stands is known without searching. */
function findAllSections(source: PlanSource): TaskSection[] {
  const sections: TaskSection[] = [];
  /** Index of the nearest heading below of level 1, 2, … 6. */
  const next: number[] = Array.from({ length: 7 }, () => source.blocks.length);
  for (let index = source.blocks.length - 1; index >= 0; index--) {
    const block = source.blocks[index];
    if (block?.kind !== 'heading') continue;
    const end = Math.min(...next.slice(1, block.level + 1));
    const section = readSection(source, block, index, end);
    if (section !== undefined) sections.push(section);
    next[block.level] = index;
  }
  return sections.reverse();
}

function readSection(
  source: PlanSource,
  heading: Heading,
  index: number,
  end: number,
): TaskSection | undefined {
  if (heading.level < 2 || heading.level > 4) return undefined;
  const match = TASK.exec(stripMarkup(heading.text));
  const key = match?.[1]?.toLowerCase();
  if (key === undefined) return undefined;
  let last = end;
  // A rule at the end only parts this task from the next.
  while (source.blocks[last - 1]?.kind === 'rule') last--;
  const blocks = source.blocks.slice(index + 1, last);
  const to = source.blocks[last]?.from ?? source.text.length;
  return { key, title: match?.[2]?.trim() || `Task ${key}`, at: heading.from, blocks, from: heading.to, to };
}

function checkNumbers(source: PlanSource): Diagnostic[] {
  return source.blocks.flatMap((block): Diagnostic[] => {
    if (block.kind !== 'heading' || !TASK.test(stripMarkup(block.text))) return [];
    if (!BROKEN_NUMBER.test(block.text)) return [];
    const message = 'a control character or line separator follows the number of this task; take it away';
    return [{ severity: 'error', rule: 'task-id', message, ...source.locate(block.from) }];
  });
}

/** The words of a heading as a reader sees them, on one line. */
export function stripMarkup(text: string): string {
  return text
    .replace(/<!--.*?-->/g, '')
    .replace(/`+/g, '')
    .replace(/\[([^\]]*)\]\([^()]*\)/g, '$1')
    .replace(/^__(.*)__$/, '$1')
    .replaceAll('**', '')
    .replace(/\p{Cc}/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}

function adviseOnHeadings(source: PlanSource, tasks: number): Diagnostic[] {
  const headings = source.blocks.filter(
    (block): block is Heading => block.kind === 'heading' && block.level > 1,
  );
  const unnumbered = headings.filter(({ text }) => UNNUMBERED.test(stripMarkup(text)));
  const diagnostics = unnumbered.map((heading): Diagnostic => {
    const message = 'a task heading needs a number to be carried out, as in "### Task 1: title"';
    return { severity: 'hint', rule: 'task-number', message, ...source.locate(heading.from) };
  });
  if (tasks > 0) return diagnostics;
  const step = headings.find(({ text }) => OTHER_STEP.test(stripMarkup(text)));
  const list = source.blocks.find((block) => block.kind === 'list' && block.items.some(({ box }) => box));
  const place = step ?? list;
  if (place === undefined) return diagnostics;
  const what = step === undefined ? 'this list' : `"${stripMarkup(step.text).slice(0, 60)}"`;
  const message = `this plan has no task: to have ${what} carried out, put it under headings such as "### Task 1: title"`;
  return [...diagnostics, { severity: 'hint', rule: 'no-tasks', message, ...source.locate(place.from) }];
}

/** Index of the first block from `from` on that ends a section of this level: a heading of it or above. */
export function findSectionEnd(blocks: readonly Block[], from: number, level: number): number {
  for (let index = from; index < blocks.length; index++) {
    const block = blocks[index];
    if (block?.kind === 'heading' && block.level <= level) return index;
  }
  return blocks.length;
}
