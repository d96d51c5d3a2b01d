import type { ArtifactTask, Box, Script } from './artifact.ts';
import { digestMeaning } from './digest.ts';
import { findLivingSections, isExecPlan } from './living-sections.ts';
import type { Block } from './markdown.ts';
import { readFields } from './plan-fields.ts';
import { readCommands } from './plan-commands.ts';
import { findSectionEnd, stripMarkup, type TaskSection } from './plan-sections.ts';
import type { PlanSource } from './plan-source.ts';
import { listProgressOf, STEP_HEADING } from './plan-steps.ts';

/** A milestone, stage or phase of an ExecPlan that holds tasks: the next one begins when this one has passed. */
export interface Stage {
  /** `milestone-1`. */
  key: string;
  title: string;
  /** Offset of the heading. */
  at: number;
  /** Keys of its tasks. */
  tasks: string[];
  /** The commands by which it says that it has to be validated; there may be none. */
  validation: Script[];
  /** What it means, beyond its tasks. */
  digest: string;
  /** The items of the Progress that are named for it. */
  ticks: Block[];
}

/** Finds the stages of an ExecPlan with task headings, in their order; none where they do not part its tasks clearly. */
export function findStages(source: PlanSource, sections: readonly TaskSection[]): Stage[] {
  if (sections.length === 0) return [];
  const living = findLivingSections(source);
  if (!isExecPlan(living)) return [];
  const isLiving = (at: number): boolean => living.some(({ from, to }) => from <= at && at < to);
  const stages = source.blocks.flatMap((block, index): Stage[] => {
    if (block.kind !== 'heading' || block.level < 2 || isLiving(block.from)) return [];
    const [, word = '', number = '', title = ''] = STEP_HEADING.exec(stripMarkup(block.text)) ?? [];
    const end = findSectionEnd(source.blocks, index + 1, block.level);
    const to = source.blocks[end]?.from ?? source.text.length;
    const inside = sections.filter(({ at }) => block.from < at && at < to);
    if (word === '' || inside.length === 0) return [];
    const own = source.blocks
      .slice(index + 1, end)
      .filter(({ from }) => !inside.some((task) => task.at <= from && from < task.to));
    const validation = readFields(source.text, own, VALIDATION)
      .filter(({ name }) => name === 'verify')
      .flatMap((field) => readCommands(source, field).scripts);
    const key = `${word} ${number}`.toLowerCase();
    return [
      {
        key: key.replace(' ', '-'),
        title: stripMarkup(block.text),
        at: block.from,
        tasks: inside.map((task) => task.key),
        validation,
        digest: digestMeaning([title.trim(), validation.map(({ text, shell }) => ({ text, shell }))]),
        ticks: listProgressOf(source, living, key),
      },
    ];
  });
  const keys = stages.flatMap(({ tasks }) => tasks);
  const areClear = new Set(stages.map(({ key }) => key)).size === stages.length;
  // A stage inside of another would come before and after its own tasks.
  return areClear && new Set(keys).size === keys.length ? stages : [];
}

/** Whether a heading labels what is below it as prototyping. */
export function isPrototyping(heading: string): boolean {
  return /\bprototyp/i.test(heading);
}

/** How a stage says what has to pass before the next. A task says it with "Verify". */
export const VALIDATION: ReadonlyMap<string, 'verify'> = new Map([
  ['validation', 'verify'],
  ['validate', 'verify'],
  ['acceptance', 'verify'],
  ['go/no-go', 'verify'],
]);

/** The task that validates a stage, as an artifact states one: it runs nothing but the checks that judge it. */
export function describeGate(
  source: PlanSource,
  { key, title, at, validation, digest }: Stage,
  boxes: Box[],
): ArtifactTask {
  const checks = validation.map(({ text }) => text).join('\n');
  return {
    key,
    title: `Validate ${title}`,
    ...source.locate(at),
    objective: `See that ${title} has passed before what comes after it begins.`,
    backend: 'shell',
    files: [],
    commands: [{ text: ':', line: source.locate(at).line }],
    verify: validation,
    doneWhen: [],
    boxes,
    brief: `Validate ${title}\n\n${checks}\n`,
    digest,
  };
}
