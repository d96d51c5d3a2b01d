import { findLivingSections, isExecPlan } from '../artifacts/living-sections.ts';
import { readPlanSource } from '../artifacts/plan-source.ts';

/** Whether a plan has sections that are kept current while it is carried out. */
export function isLivingPlan(text: string): boolean {
  const read = readPlanSource(text);
  return read.ok && isExecPlan(findLivingSections(read.value));
}
