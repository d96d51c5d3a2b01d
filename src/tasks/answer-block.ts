import { parseMarkdown } from '../artifacts/markdown.ts';
import { checkShape, type z } from '../schema.ts';

/** What a final message says in a block of its own. A warning tells of a block that could not be taken for one. */
export interface BlockReading<T> {
  value?: T;
  warning?: string;
}

/**
 * Looks for a fenced block of JSON in the final message of an executor; nothing it said before counts. Exactly one whole
 * block does: of two it is not clear which is meant, and one that only half makes sense is nothing to go by. Blocks inside
 * quotes, lists and other blocks are somebody else's words.
 */
export function readAnswerBlock<S extends z.ZodType>(
  finalMessage: string,
  fence: string,
  schema: S,
): BlockReading<z.output<S>> {
  if (!finalMessage.includes(fence)) return {};
  const parsed = parseMarkdown(finalMessage);
  if (!parsed.ok) return { warning: `the answer could not be searched: ${parsed.failure.message}` };
  const blocks = parsed.value.filter((block) => block.kind === 'code' && block.language === fence);
  const [block] = blocks;
  if (block?.kind !== 'code') return {};
  const ignore = (why: string): { warning: string } => ({
    warning: `a block ${fence} in the answer counts for nothing: ${why}`,
  });
  if (blocks.length > 1) return ignore(`there are ${blocks.length} of them, and one is expected`);
  const value = parseJson(block.text);
  if (value === undefined) return ignore('it holds no JSON');
  const checked = checkShape(schema, value);
  if (checked.ok) return { value: checked.value };
  return ignore(
    checked.failure.map(({ path, message }) => [path.join('.'), message].join(' ').trim()).join('; '),
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
