import { z } from '../schema.ts';

/** One answer of a planner. */
const answerSchema = z.object({
  /** Its final message, as it came. */
  text: z.string(),
  backend: z.string(),
  model: z.string().optional(),
  /** ISO 8601. */
  at: z.string(),
  /** What a person said to the question that this answer asks. */
  reply: z.string().optional(),
});

export const planningSchema = z.object({
  version: z.literal(1),
  issueId: z.string(),
  title: z.string(),
  /** What is wanted, in the words of whoever wants it. */
  request: z.string(),
  /** ISO 8601. */
  at: z.string(),
  /** Oldest first; each was paid for and is asked for only once. */
  answers: z.array(answerSchema).default([]),
  /** Why the last attempt came to no solution. */
  failure: z.string().optional(),
});

/** The way of one issue to its solution, as it is kept on disk. */
export type Planning = z.output<typeof planningSchema>;
export type PlannerAnswer = Planning['answers'][number];
