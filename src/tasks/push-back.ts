import { parseMarkdown } from '../artifacts/markdown.ts';
import { checkShape, z } from '../schema.ts';

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

/**
 * Looks for a push-back in the final message of an executor; nothing it said before counts. Exactly one whole block does:
 * of two it is not clear which is meant, and one that only half makes sense is no question that a person could answer.
 * Blocks inside quotes, lists and other blocks are somebody else's words.
 */
export function readPushBack(finalMessage: string): PushBackReading {
  if (!finalMessage.includes(PUSH_BACK_FENCE)) return {};
  const parsed = parseMarkdown(finalMessage);
  if (!parsed.ok) return { warning: `the answer could not be searched: ${parsed.failure.message}` };
  const blocks = parsed.value.filter((block) => block.kind === 'code' && block.language === PUSH_BACK_FENCE);
  const [block] = blocks;
  if (block?.kind !== 'code') return {};
  if (blocks.length > 1) return ignore(`there are ${blocks.length} of them, and one is expected`);
  const value = parseJson(block.text);
  if (value === undefined) return ignore('it holds no JSON');
  const checked = checkShape(pushBackSchema, value);
  if (checked.ok) return { pushBack: checked.value };
  return ignore(
    checked.failure.map(({ path, message }) => [path.join('.'), message].join(' ').trim()).join('; '),
  );
}

function ignore(why: string): PushBackReading {
  return { warning: `a block ${PUSH_BACK_FENCE} in the answer counts for nothing: ${why}` };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
