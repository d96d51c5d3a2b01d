import { findLivingSections, isExecPlan } from '../artifacts/living-sections.ts';
import { readPlanSource } from '../artifacts/plan-source.ts';

/** Whether an artifact is a plan that records what is decided: an ExecPlan, or one with a Decision Log. */
export function keepsDecisions(path: string, text: string): boolean {
  if (!path.toLowerCase().endsWith('.md')) return false;
  const read = readPlanSource(text);
  const sections = read.ok ? findLivingSections(read.value) : [];
  return isExecPlan(sections) || sections.some(({ name }) => name === 'Decision Log');
}
