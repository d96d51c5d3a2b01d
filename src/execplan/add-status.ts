import { findStatusWord, readPlanStatus } from '../artifacts/plan-status.ts';
import { readPlanSource } from '../artifacts/plan-source.ts';
import { insertBlock } from './insert-block.ts';
import { keepsMeaning } from './keeps-meaning.ts';

/**
 * The plan with a Status below its title, for one that states none; every other byte stays. Undefined when it cannot be
 * added without changing what the plan says.
 */
export function addStatus(text: string, word: string): string | undefined {
  const read = readPlanSource(text);
  if (!read.ok) return undefined;
  const { blocks } = read.value;
  const title = blocks.findIndex((block) => block.kind === 'heading' && block.level === 1);
  const next = blocks[title + 1];
  const written = insertBlock(text, [{ at: next?.from, block: `Status: ${word}` }]);
  const after = readPlanSource(written);
  if (!after.ok || !keepsMeaning(text, written)) return undefined;
  const wanted = findStatusWord(word)?.toLowerCase();
  return readPlanStatus(after.value).status === wanted ? written : undefined;
}
