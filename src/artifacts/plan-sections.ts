import type { Diagnostic } from './diagnostic.ts';
import type { Block } from './markdown.ts';
import type { PlanSource } from './plan-source.ts';

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

const TASK = /^(?:task|iteration)\s+#?0*(\d+(?:\.\d+)*[a-z]?)(?![\w.]*\w)\s*(?:[:.)\-–—]+)?\s*(.*)$/i;
const UNNUMBERED = /^(?:task|iteration)(?:\s*:|\s+[a-z]\s*[:.)–—-])/i;
const OTHER_STEP = /^(?:(?:phase|stage|step|milestone|unit|sprint|part|wave)\s+#?[\dA-Z]+\b|\d+[.)]\s)/i;

/**
 * Finds the task sections of a plan: headings `Task N` and `Iteration N` of level 2 to 4, each up to the next heading of
 * its level or above. A section that holds further task sections is a chapter, and only those inside it are tasks.
 */
export function findTaskSections(source: PlanSource): { sections: TaskSection[]; diagnostics: Diagnostic[] } {
  const diagnostics: Diagnostic[] = [];
  const all = source.blocks.flatMap((block, index) => readSection(source, block, index));
  const sections = all.filter((section, index) => {
    const inner = all[index + 1];
    if (inner === undefined || inner.at >= section.to) return true;
    const own = source.text.slice(section.from, inner.at);
    if (/^\s*[-*+]\s+\[[ xX]\]|^[\s*+-]*\*\*[\w ]+(?::\*\*|\*\*:)/m.test(own)) {
      const message = `task ${section.key} holds other tasks: only those run, and what stands above them is not carried out`;
      diagnostics.push({ severity: 'warning', rule: 'nested-tasks', message, ...source.locate(section.at) });
    }
    return false;
  });
  return { sections, diagnostics: [...diagnostics, ...adviseOnHeadings(source, sections.length)] };
}

function readSection(source: PlanSource, block: Block, index: number): TaskSection[] {
  if (block.kind !== 'heading' || block.level < 2 || block.level > 4) return [];
  const match = TASK.exec(stripMarkup(block.text));
  const key = match?.[1]?.toLowerCase();
  if (key === undefined) return [];
  const rest = source.blocks.slice(index + 1);
  const end = rest.findIndex((other) => other.kind === 'heading' && other.level <= block.level);
  const blocks = end === -1 ? rest : rest.slice(0, end);
  let to = rest[end]?.from ?? source.text.length;
  // A rule at the end only parts this task from the next.
  for (let last = blocks.at(-1); last?.kind === 'rule'; last = blocks.at(-1)) {
    blocks.pop();
    to = last.from;
  }
  return [{ key, title: match?.[2]?.trim() || `Task ${key}`, at: block.from, blocks, from: block.to, to }];
}

/** The words of a heading as a reader sees them, on one line. */
export function stripMarkup(text: string): string {
  return text
    .replace(/<!--.*?-->/g, '')
    .replace(/`+/g, '')
    .replace(/\[([^\]]*)\]\([^()]*\)/g, '$1')
    .replace(/\*\*|__(?=\S)|(?<=\S)__(?=\W|$)/g, '')
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
  const step = headings.find(({ text }) => OTHER_STEP.test(stripMarkup(text)));
  if (tasks > 0 || step === undefined) return diagnostics;
  const message = `this plan has no task: to have "${stripMarkup(step.text).slice(0, 60)}" and its like carried out, write their headings as "### Task 1: title"`;
  return [...diagnostics, { severity: 'hint', rule: 'no-tasks', message, ...source.locate(step.from) }];
}
