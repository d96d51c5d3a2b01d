import type { LivingSection } from '../artifacts/living-sections.ts';

/** Something that is written into a living section of a plan: one item, of a labelled line each. */
export interface Entry {
  section: Extract<
    LivingSection,
    'Risks' | 'Surprises & Discoveries' | 'Decision Log' | 'Outcomes & Retrospective'
  >;
  /** Label and text; the text is one line. One whose label begins with "Date" says when, and makes no other entry of it. */
  fields: readonly (readonly [label: string, text: string])[];
}

const LONGEST = 600;

/**
 * Words of somebody else as one line that is text and nothing more, wherever in a plan it comes to stand: it opens no
 * code, comment, link or emphasis, so it can neither make a sentinel of a plan nor let one go.
 */
export function plainWords(words: string, longest = LONGEST): string {
  const line = words
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .replace(/[\p{Cf}\p{Co}\p{Cs}]/gu, '')
    .trim();
  const kept =
    line.length > longest
      ? `${Array.from(line.slice(0, longest - 2))
          .slice(0, -1)
          .join('')}…`
      : line;
  return kept.replaceAll('`', "'").replace(/[\\*<[|]/g, '\\$&');
}

/** An instant as plans give it: `2025-10-01 13:00Z`. */
export function stampTime(atMs: number): string {
  return `${new Date(atMs).toISOString().slice(0, 16).replace('T', ' ')}Z`;
}

/** An entry of the Decision Log; `by` is who decided. */
export function wordDecision(said: { decision: string; rationale: string; atMs: number; by: string }): Entry {
  return {
    section: 'Decision Log',
    fields: [
      ['Decision', plainWords(said.decision)],
      ['Rationale', plainWords(said.rationale)],
      ['Date/Author', `${stampTime(said.atMs)}, ${plainWords(said.by, 100)}`],
    ],
  };
}
