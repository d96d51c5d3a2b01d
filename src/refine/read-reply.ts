import { type Finding, findingSchema, readReview, SEVERITIES } from '../tasks/findings.ts';
import { checkShape } from '../schema.ts';
import type { ReviewReply } from './refine-event.ts';

/** Findings without a word on how sure the reviewer is. */
const PROSE_CONFIDENCE = 0.5;
/** `- [high] Title`, `2. **Critical**: Title (plan.md:12)`, `### Medium - Title`. */
const PROSE_FINDING = new RegExp(
  `^\\s*(?:[-*]|\\d+[.)]|#+)\\s+[*_\`[(]*(${SEVERITIES.join('|')})[*_\`\\])]*\\s*[:–—-]?[*_]*\\s+(\\S.*)$`,
  'gim',
);
const PLACE = /[([`]*([\w./-]+\.md):(\d+)(?:-(\d+))?[)\]`]*/;

/**
 * Understands the final message of a reviewer. Where there is no review in it in the form asked for, findings are gleaned
 * from prose; prose can ask for changes, and never approves.
 */
export function readReply(finalMessage: string): ReviewReply {
  const review = readReview(finalMessage);
  if (review !== undefined) return { kind: 'review', review, degraded: false };
  const findings = [...finalMessage.matchAll(PROSE_FINDING)].flatMap(([, severity = '', said = '']) =>
    makeFinding(severity, said),
  );
  if (findings.length === 0) return { kind: 'malformed' };
  return { kind: 'review', review: { verdict: 'needs-attention', findings }, degraded: true };
}

function makeFinding(severity: string, said: string): Finding[] {
  const [place = '', file = '', start = '0', end = start] = PLACE.exec(said) ?? [];
  const title = said
    .replace(place, '')
    .replace(/[*_\s]+$/, '')
    .trim();
  const checked = checkShape(findingSchema, {
    severity: severity.toLowerCase(),
    title,
    file,
    line_start: Number(start),
    line_end: Number(end),
    confidence: PROSE_CONFIDENCE,
  });
  return checked.ok && title !== '' ? [checked.value] : [];
}
