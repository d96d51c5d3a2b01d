import { readPlanSource } from '../artifacts/plan-source.ts';
import { addAtEnd } from './add-section.ts';
import { plainWords, stampTime } from './entry.ts';
import { insertBelow } from './insert-below.ts';
import { keepsMeaning } from './keeps-meaning.ts';

/** What changed in a plan, why, and what it means for the work that remains. */
export interface RevisionNote {
  changed: string;
  why: string;
  remaining: string;
  atMs: number;
}

const NOTES = /^revision (?:notes?|history|log)\b/i;

/**
 * The plan with a note of a revision at its end, in the section that has them or in a new one. The same text when that
 * note is there at whatever date; undefined when the plan takes none.
 */
export function writeRevisionNote(text: string, note: RevisionNote): string | undefined {
  const read = readPlanSource(text);
  if (!read.ok) return undefined;
  const { blocks } = read.value;
  const words = `${plainWords(note.changed)} Why: ${plainWords(note.why)} What remains: ${plainWords(note.remaining)}`;
  if (text.includes(words)) return text;
  const line = `- ${stampTime(note.atMs)}: ${words}`;
  const heading = blocks.findLastIndex((block) => block.kind === 'heading' && NOTES.test(block.text));
  const last = blocks.at(-1);
  const isLastSection = heading !== -1 && !blocks.slice(heading + 1).some(({ kind }) => kind === 'heading');
  const written =
    last !== undefined && isLastSection
      ? insertBelow(text, last.to, last.kind === 'list' ? [line] : ['', line])
      : addAtEnd(text, 'Revision Notes', line);
  return written.includes(line) && keepsMeaning(text, written) ? written : undefined;
}
