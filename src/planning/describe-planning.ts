import { quoteId } from '../tasks/quote-id.ts';
import type { Reason } from '../tasks/reason.ts';
import { nextPlanningStep } from './next-planning-step.ts';
import type { Planning } from './planning-record.ts';

/** Why the planning of an issue does not go on by itself: what its planner asks, or how it failed; undefined when nothing is known. */
export function describePlanning(planning: Planning): Reason | undefined {
  const run = `planex run ${quoteId(planning.issueId)}`;
  const step = nextPlanningStep(planning);
  if (step.do === 'wait') {
    const { question, options } = step.question;
    const listed = options.map((option, index) => `${index + 1}. ${option}`).join('; ');
    const message = `the planner asks: ${question}${listed === '' ? '' : ` (${listed})`}`;
    return { code: 'clarification', message, action: `${run} --answer "…"` };
  }
  return planning.failure === undefined
    ? undefined
    : { code: 'internal', message: planning.failure, action: run };
}
