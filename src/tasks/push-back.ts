import { z } from '../schema.ts';
import { readAnswerBlock } from './answer-block.ts';

/** Why an executor says that a task cannot be carried out as it stands. */
export const PUSH_BACK_CASES = [
  'underspecified',
  'unbounded',
  'conflicting',
  'high-blast-radius',
  'poor-pattern',
] as const;

/** Info string of the fenced block in which an executor pushes back. */
export const PUSH_BACK_FENCE = 'planex-push-back';

const said = (longest: number) => z.string().trim().min(1).max(longest);

/** A question that has to be answered before a task can go on. */
export const pushBackSchema = z.strictObject({
  case: z.enum(PUSH_BACK_CASES),
  question: said(4_000),
  options: z.array(said(2_000)).max(10).default([]),
});

export type PushBack = z.output<typeof pushBackSchema>;

/** What a final message says about pushing back. A warning tells of a block that could not be taken for one. */
export interface PushBackReading {
  pushBack?: PushBack;
  warning?: string;
}

/** Looks for a push-back in the final message of an executor. */
export function readPushBack(finalMessage: string): PushBackReading {
  const { value, warning } = readAnswerBlock(finalMessage, PUSH_BACK_FENCE, pushBackSchema);
  return { ...(value && { pushBack: value }), ...(warning !== undefined && { warning }) };
}
