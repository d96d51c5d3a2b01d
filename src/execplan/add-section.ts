import { findLivingSections, type LivingSection } from '../artifacts/living-sections.ts';
import type { PlanSource } from '../artifacts/plan-source.ts';
import { insertBlock } from './insert-block.ts';
import { EXECPLAN_SECTIONS } from './sections.ts';

/** The plan with one more living section, in front of those that come after it in an ExecPlan, else at its end. */
export function addSection(source: PlanSource, name: LivingSection, body: string): string {
  const { text } = source;
  const index = EXECPLAN_SECTIONS.findIndex(({ heading }) => bare(heading) === name);
  const later = EXECPLAN_SECTIONS.slice(index + 1).map(({ heading }) => bare(heading));
  const next = findLivingSections(source).find((section) => later.includes(section.name));
  if (next === undefined) return addAtEnd(text, name, body);
  // Beside its neighbour, it has the neighbour's level.
  const marks = /^#+/.exec(text.slice(next.at))?.[0] ?? '##';
  return insertBlock(text, [{ at: next.at, block: `${marks} ${name}\n\n${body}` }]);
}

/** The plan with a section at its end; whether the text ends with a line end stays as it was. */
export function addAtEnd(text: string, heading: string, body: string): string {
  const written = insertBlock(text, [{ at: undefined, block: `## ${heading}\n\n${body}` }]);
  return text.endsWith('\n') ? written : written.replace(/\r?\n$/, '');
}

function bare(heading: string): string {
  return heading.replace(/ \(.*/, '');
}
