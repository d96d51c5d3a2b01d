import type { Block } from './markdown.ts';
import { findSectionEnd, stripMarkup } from './plan-sections.ts';
import type { PlanSource } from './plan-source.ts';
import { nameSection } from './section-name.ts';

/** The sections that are kept current while a plan is carried out. */
export type LivingSection =
  | 'Constraints'
  | 'Tolerances'
  | 'Risks'
  | 'Progress'
  | 'Surprises & Discoveries'
  | 'Decision Log'
  | 'Outcomes & Retrospective';

/** A section of a plan: its heading and what is below it, up to the next heading of its level or above. */
export interface PlanSection {
  name: LivingSection;
  /** Offset of the heading. */
  at: number;
  blocks: Block[];
  /** The text of the body. */
  from: number;
  to: number;
}

/** How people call them, as `nameSection` puts it. A name with more words, "risks and tradeoffs", counts by its beginning. */
const NAMES: readonly [RegExp, LivingSection][] = [
  [/^(?:global |hard )?constraints?(?: and invariants)?$/, 'Constraints'],
  [/^(?:tolerances?(?:$| and )|exception triggers$)/, 'Tolerances'],
  [/^risks?(?:$| and )/, 'Risks'],
  [/^progress(?:$| log$| and )/, 'Progress'],
  [/^(?:surprises?(?:$| and )|discoveries(?:$| and surprises))/, 'Surprises & Discoveries'],
  [/^(?:decisions? log|log of decisions)$/, 'Decision Log'],
  [/^(?:outcomes?(?:$| and )|retrospective(?:$| and ))/, 'Outcomes & Retrospective'],
];

const ENOUGH_FOR_EXECPLAN = 4;

/** Finds the living sections of a plan, in the order of the text. Of two of one name both are given. */
export function findLivingSections(source: PlanSource): PlanSection[] {
  return source.blocks.flatMap((block, index): PlanSection[] => {
    if (block.kind !== 'heading' || block.level < 2 || block.level > 3) return [];
    const name = readName(block.text);
    if (name === undefined) return [];
    const last = findSectionEnd(source.blocks, index + 1, block.level);
    const to = source.blocks[last]?.from ?? source.text.length;
    return [{ name, at: block.from, blocks: source.blocks.slice(index + 1, last), from: block.to, to }];
  });
}

/** Whether a plan with these sections is meant as an ExecPlan. */
export function isExecPlan(sections: readonly PlanSection[]): boolean {
  return new Set(sections.map(({ name }) => name)).size >= ENOUGH_FOR_EXECPLAN;
}

function readName(heading: string): LivingSection | undefined {
  const name = nameSection(stripMarkup(heading).replace(/\s*\/\s*/g, ' and '));
  return NAMES.find(([pattern]) => pattern.test(name))?.[1];
}
