import { describe, expect, it } from 'vitest';
import { isClean, readReview, summarizeFindings } from '../../../src/tasks/findings.ts';

const finding = { severity: 'high', title: 'Loses a row', confidence: 0.9 };
const clean = { verdict: 'approve', summary: 'fine', findings: [], next_steps: [] };

describe('the answer of a reviewer', () => {
  it.each([
    ['bare', JSON.stringify(clean)],
    ['in a fence', `\`\`\`json\n${JSON.stringify(clean, undefined, 2)}\n\`\`\``],
    ['with prose around it', `Sure! Here it is:\n\n${JSON.stringify(clean)}\n\nAnything else {maybe}?`],
    ['with braces in its texts', JSON.stringify({ ...clean, summary: 'a "}" and a {' })],
  ])('is understood %s', (_name, message) => {
    const review = readReview(message);
    expect(review && isClean(review)).toBe(true);
  });

  it.each([
    ['nothing', ''],
    ['prose', 'I approve of this.'],
    ['a verdict outside of the two', JSON.stringify({ ...clean, verdict: 'approved' })],
    ['no verdict', JSON.stringify({ findings: [] })],
    ['findings that are no list', JSON.stringify({ ...clean, findings: 'none' })],
    ['no findings', JSON.stringify({ verdict: 'approve' })],
    ['a finding without a severity', JSON.stringify({ ...clean, findings: [{ title: 'x' }] })],
    ['half of it', JSON.stringify(clean).slice(0, -2)],
  ])('that is %s approves nothing', (_name, message) => {
    expect(readReview(message)).toBeUndefined();
  });

  it('approves nothing with a finding to act on, and nothing without the word', () => {
    const approved = readReview(JSON.stringify({ ...clean, findings: [finding] }));
    expect(approved && isClean(approved)).toBe(false);
    const unsure = readReview(JSON.stringify({ ...clean, verdict: 'needs-attention' }));
    expect(unsure && isClean(unsure)).toBe(false);
  });

  it('with two verdicts does not approve', () => {
    const review = { ...clean, verdict: 'needs-attention', findings: [finding] };
    const long = JSON.stringify({ ...clean, summary: 'x'.repeat(500) });
    const said = readReview(`Earlier I said ${long}, but now: ${JSON.stringify(review)}`);
    expect(said && isClean(said)).toBe(false);
  });

  it('keeps findings of little confidence and does not act on them', () => {
    const noise = { ...finding, confidence: 0.29 };
    const review = readReview(
      JSON.stringify({ ...clean, findings: [noise, { ...finding, confidence: 0.3 }] }),
    );
    expect(review?.findings).toHaveLength(2);
    expect(review?.actionable).toHaveLength(1);
  });

  it('is summed up worst first', () => {
    const review = readReview(
      JSON.stringify({ ...clean, findings: [{ ...finding, severity: 'low', title: 'Typo' }, finding] }),
    );
    expect(summarizeFindings(review?.actionable ?? [])).toBe('1 high, 1 low: Loses a row');
  });
});
