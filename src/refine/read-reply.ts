import { findEndObject } from '../tasks/find-json.ts';
import { type Finding, findingSchema, isClean, readReview, SEVERITIES } from '../tasks/findings.ts';
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

/**
 * Understands what a program printed. Where an agent's last message is told apart by its CLI, a program may have printed the
 * plan itself, or gone wrong after its verdict: it approves only with the very last thing it prints.
 */
export function readOutput(output: string): ReviewReply {
  const review = readReview(output);
  if (review === undefined || !isClean(review)) return readReply(output);
  const last = readReview(findEndObject(output) ?? '');
  return last !== undefined && isClean(last) ? readReply(output) : { kind: 'malformed' };
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
