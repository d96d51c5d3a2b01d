import { z } from '../schema.ts';
import { type BlockReading, readAnswerBlock } from './answer-block.ts';

/** Info string of the fenced block in which an executor reports what its plan is to say. */
export const REPORT_FENCE = 'planex-report';

const MOST = 10;
const said = z.string().trim().min(1).max(2_000);
const level = z.enum(['low', 'medium', 'high']);

/** What an executor found out and decided while it did its task, for the living sections of the plan. */
export const executorReportSchema = z.lazy(() =>
  z.object({
    progress: z
      .array(z.object({ item: said, completed: said.optional(), remaining: said.optional() }))
      .max(MOST)
      .default([]),
    surprises: z
      .array(z.object({ observation: said, evidence: said, impact: said.optional() }))
      .max(MOST)
      .default([]),
    decisions: z
      .array(z.object({ decision: said, rationale: said }))
      .max(MOST)
      .default([]),
    risks: z
      .array(z.object({ risk: said, severity: level, likelihood: level, mitigation: said }))
      .max(MOST)
      .default([]),
    outcome: said.optional(),
    prototype: z.object({ verdict: z.enum(['keep', 'discard']), evidence: said }).optional(),
  }),
);

export type ExecutorReport = z.output<typeof executorReportSchema>;

/** Looks for a report in the final message of an executor. */
export function readExecutorReport(finalMessage: string): BlockReading<ExecutorReport> {
  return readAnswerBlock(finalMessage, REPORT_FENCE, executorReportSchema);
}
