import { type PlanTask, planText } from './plan.ts';

/** The text of an ExecPlan with these tasks, whose Progress has an item for each, and further sections. */
export function execPlanText(
  tasks: readonly PlanTask[],
  options: { status?: string; progress?: readonly string[]; constraints?: string } = {},
): string {
  const body = planText(tasks, { title: 'Tea' }).replace(/^# Tea\n\n/, '');
  const progress = options.progress ?? tasks.map(({ title }, index) => `Task ${index + 1}: ${title}`);
  return `# Tea

Status: ${options.status ?? 'APPROVED'}

## Constraints

${options.constraints ?? 'None.'}

## Tolerances

None.

## Risks

None yet.

## Progress

${progress.map((item) => `- [ ] ${item}`).join('\n')}

## Surprises & Discoveries

None yet.

## Decision Log

- Decision: Tea
  Rationale: It is late.
  Date/Author: 2026-11-19, Ada

## Outcomes & Retrospective

None yet.

## Plan of Work

${body}`;
}

/** A plan with words in place of the times and names that planex writes into it. */
export function withoutStamps(text: string): string {
  return text.replace(/\d{4}-\d\d-\d\d \d\d:\d\dZ/g, 'NOW').replace(/NOW, [^\r\n]*/g, 'NOW, WHO');
}
