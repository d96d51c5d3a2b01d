import type { StepKind } from './artifact.ts';
import type { Diagnostic } from './diagnostic.ts';
import { digestMeaning, foldLine } from './digest.ts';
import { findLivingSections, isExecPlan, type PlanSection } from './living-sections.ts';
import type { Block, ListItem } from './markdown.ts';
import { findSectionEnd, stripMarkup, type TaskSection } from './plan-sections.ts';
import type { PlanSource } from './plan-source.ts';
import { MAX_TASKS } from './task-limit.ts';

/** One step of an ExecPlan that has no task headings. */
export interface Step extends TaskSection {
  /** Where its checkboxes are, when they are not in its own blocks. */
  ticks: Block[];
  /** What it means, where that is not what its text says as a whole. */
  digest?: string;
}

/** The heading of a milestone, stage or phase: its word, its number, its title. */
export const STEP_HEADING =
  /^(milestone|stage|phase)\s+#?([a-z]|\d{1,4}(?:\.\d{1,4})?)(?!\w)\s*[:.)\-–—]*\s*(.*)$/i;
/** What has more is no plan, and everything below is looked for in each. */
const MOST_SECTIONS = 50;
const LONGEST_TITLE = 100;
/** "(2025-10-01 13:00Z)" says when a step was done, not what it is. */
const STAMP = /^[*_]*\(?\d{4}-\d\d-\d\d[^)]*\)?[*_:]*\s*/;

/**
 * Finds what of an ExecPlan without task headings is carried out: its milestones (or stages, or phases), else the items
 * of its Progress, else the plan as one. Undefined for any other plan.
 */
export function findSteps(
  source: PlanSource,
  found: { sections: readonly TaskSection[]; diagnostics: readonly Diagnostic[] },
): { kind: StepKind; steps: Step[] } | undefined {
  if (found.sections.length > 0 || found.diagnostics.some(isAboutTasks)) return undefined;
  const sections = findLivingSections(source);
  if (!isExecPlan(sections) || sections.length > MOST_SECTIONS) return undefined;
  const items = sections.filter(({ name }) => name === 'Progress').flatMap(({ blocks }) => listItems(blocks));
  const headings = source.blocks.filter((block) => block.kind === 'heading').length;
  if (Math.max(headings, items.length) > MAX_TASKS) return undefined;
  const milestones = findMilestones(source, sections, items);
  if (milestones.length > 0) return { kind: 'milestone', steps: milestones };
  if (items.length > 0) return { kind: 'progress', steps: items.map(toStep(source)) };
  return { kind: 'plan', steps: [wholePlan(source, sections)] };
}

/** Its author means tasks, and has to mend their headings. */
function isAboutTasks({ severity, rule }: Diagnostic): boolean {
  return severity === 'error' || rule === 'task-number';
}

/** What to say of a plan whose steps were found. */
export function sayStep(kind: StepKind, count: number): Diagnostic {
  const how = {
    milestone: `by its ${count} milestones`,
    progress: `by the ${count} items of its Progress`,
    plan: 'as one task',
  }[kind];
  const message = `this ExecPlan has no task headings and is carried out ${how}`;
  return { severity: 'hint', rule: 'steps', message, line: 1, column: 1 };
}

function listItems(blocks: readonly Block[]): ListItem[] {
  return blocks.flatMap((block) => (block.kind === 'list' ? block.items.filter(({ box }) => box) : []));
}

/** The headings of one word count, milestones before stages before phases. */
function findMilestones(
  source: PlanSource,
  sections: readonly PlanSection[],
  items: readonly ListItem[],
): Step[] {
  const isLiving = (at: number): boolean => sections.some(({ from, to }) => from <= at && at < to);
  const texts = items.map((item) => ({ item, text: readText(source, item) }));
  const found = source.blocks.flatMap((block, index): (Step & { word: string })[] => {
    if (block.kind !== 'heading' || block.level < 2 || isLiving(block.from)) return [];
    const [, word = '', number = '', title = ''] = STEP_HEADING.exec(stripMarkup(block.text)) ?? [];
    if (word === '') return [];
    const last = findSectionEnd(source.blocks, index + 1, block.level);
    const name = `${word.toLowerCase()} ${number.toLowerCase()}`;
    const pattern = namingPattern(name);
    const named = texts.filter(({ text }) => pattern.test(text)).map(({ item }) => item);
    return [
      {
        word: word.toLowerCase(),
        key: name.replace(' ', '-'),
        title: title.trim() || `${word} ${number}`,
        at: block.from,
        blocks: source.blocks.slice(index + 1, last),
        from: block.to,
        to: source.blocks[last]?.from ?? source.text.length,
        ticks: named.map(asList),
      },
    ];
  });
  for (const word of ['milestone', 'stage', 'phase']) {
    const steps = found.filter((step) => step.word === word);
    const isClear = new Set(steps.map(({ key }) => key)).size === steps.length;
    // Where the Progress has ticks, but does not say of which step, nobody can tell what is done already.
    const isTold =
      items.every(({ box }) => box?.checked !== true) || steps.every(({ ticks }) => ticks.length > 0);
    if (steps.length > 0 && isClear && isTold) return steps;
  }
  return [];
}

/** The items of the Progress that begin with the name of a step, `milestone 1`, each as a list of its own. */
export function listProgressOf(source: PlanSource, sections: readonly PlanSection[], name: string): Block[] {
  const pattern = namingPattern(name);
  return sections
    .filter((section) => section.name === 'Progress')
    .flatMap(({ blocks }) => listItems(blocks))
    .filter((item) => pattern.test(readText(source, item)))
    .map(asList);
}

/** Matches the text of an item that begins with the name of a step. */
function namingPattern(name: string): RegExp {
  const words = name.replace('.', '\\.').replace(' ', '\\s+');
  return new RegExp(`^(?:\\W|\\bcompleted?\\b)*${words}(?![\\w.]*\\w)`, 'i');
}

function toStep(source: PlanSource): (item: ListItem) => Step {
  const seen = new Map<string, number>();
  return (item) => {
    const text = readText(source, item);
    const hash = digestMeaning(text).slice('sha256:'.length, 'sha256:'.length + 6);
    const before = seen.get(hash) ?? 0;
    seen.set(hash, before + 1);
    return {
      // Progress grows at both ends and is reworded as it goes, so the number of an item would soon be that of another.
      key: `progress-${hash}${before === 0 ? '' : `-${before + 1}`}`,
      title: text.slice(0, LONGEST_TITLE) || 'A step without words',
      at: item.from,
      blocks: [],
      from: item.from,
      to: item.to,
      ticks: [asList(item)],
      digest: digestMeaning(text),
    };
  };
}

function readText(source: PlanSource, { blocks: [first] }: ListItem): string {
  if (first?.kind !== 'paragraph') return '';
  return stripMarkup(foldLine(source.text.slice(first.from, first.to))).replace(STAMP, '');
}

function asList(item: ListItem): Block {
  return { kind: 'list', from: item.from, to: item.to, items: [item] };
}

/** What changes while the plan is carried out is no part of what it means. */
function wholePlan(source: PlanSource, sections: readonly PlanSection[]): Step {
  const from = source.blocks[0]?.from ?? 0;
  const isLiving = (at: number): boolean => sections.some((section) => section.at <= at && at < section.to);
  const blocks = leaveOutStatus(source.blocks).filter((block) => !isLiving(block.from));
  const end = blocks.findIndex((block) => block.kind === 'heading' && /^revision/i.test(block.text));
  const meant = blocks.slice(0, end === -1 ? blocks.length : end).map(({ from: start, to }) =>
    foldLine(
      source.text
        .slice(start, to)
        .replace(/^[\s>*_-]*status\b.*$/gim, '')
        .replace(/\[x\]/gi, '[ ]'),
    ),
  );
  return {
    key: 'plan',
    title: 'The whole plan',
    at: from,
    blocks,
    from,
    to: source.text.length,
    ticks: [],
    digest: digestMeaning(meant),
  };
}

/** The blocks without those of a section that is called "Status". */
function leaveOutStatus(blocks: readonly Block[]): Block[] {
  let inStatus = false;
  return blocks.filter((block) => {
    if (block.kind !== 'heading') return !inStatus;
    inStatus = /^[*_]*status[*_:]*$/i.test(block.text);
    return true;
  });
}
