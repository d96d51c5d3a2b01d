import { readPlanSource } from '../artifacts/plan-source.ts';
import { findLivingSections, isExecPlan, type PlanSection } from '../artifacts/living-sections.ts';
import { EXECPLAN_SECTIONS, type SectionOutline } from './sections.ts';
import { insertBlock, type Insertion } from './insert-block.ts';

/** The text of an ExecPlan with the living sections it lacks, each where it belongs, and the names of what was added. */
export function addMissingSections(text: string): { text: string; added: string[] } {
  const read = readPlanSource(text);
  const sections = read.ok ? findLivingSections(read.value) : [];
  if (!isExecPlan(sections)) return { text, added: [] };
  const missing = EXECPLAN_SECTIONS.filter(({ living }) => living).filter(
    (outline) => find(sections, outline) === undefined,
  );
  const insertions = missing.map((outline): Insertion => {
    const later = EXECPLAN_SECTIONS.slice(EXECPLAN_SECTIONS.indexOf(outline) + 1);
    const next = later.map((one) => find(sections, one)).find((section) => section !== undefined);
    return { at: next?.at, block: `## ${outline.heading}\n\n${withoutBoxes(outline.text)}` };
  });
  return { text: insertBlock(text, insertions), added: missing.map(({ heading }) => heading) };
}

function find(sections: readonly PlanSection[], { heading }: SectionOutline): PlanSection | undefined {
  const name = heading.replace(/ \(.*/, '');
  return sections.find((section) => section.name === name);
}

/** A plan that is there already has steps of its own. */
function withoutBoxes(text: string): string {
  return text.replace(/\n\n- \[ \] .*$/, '');
}
