import { describe, expect, it } from 'vitest';
import type { Finding } from '../../../src/tasks/findings.ts';
import { isSameFinding } from '../../../src/refine/same-finding.ts';
import { makeFinding } from '../../support/refinement.ts';

const gap = makeFinding('The wire format names no version', { body: 'Clients cannot tell v1 from v2.' });

describe('a finding', () => {
  it.each<[string, Finding, Finding?]>([
    ['at another line', { ...gap, line_start: 200, line_end: 210 }],
    ['of another severity', { ...gap, severity: 'low' as const }],
    ['with its place in the title', { ...gap, title: 'The wire format names no version (lines 12-14)' }],
    [
      'in other words',
      { ...gap, title: 'Wire format has no version', body: 'Clients cannot tell v1 from v2 apart.' },
    ],
    [
      'with the same number in other words',
      { ...gap, title: 'The wire format 2 names no version', body: gap.body },
      { ...gap, title: 'Wire format 2 has no version', body: gap.body },
    ],
  ])('is the same %s', (_how, other, one = gap) => expect(isSameFinding(one, other)).toBe(true));

  it.each([
    ['about another thing', makeFinding('Nobody can roll back the migration')],
    [
      'that shares some words',
      makeFinding('The wire format names no owner', { body: 'Who decides about it?' }),
    ],
  ])('is another one %s', (_how, other) => expect(isSameFinding(gap, other)).toBe(false));

  it('is told from others by the numbers in its title', () => {
    const [third, fourth] = [makeFinding('Task 3 has no test'), makeFinding('Task 4 has no test')];
    expect(isSameFinding(third, fourth)).toBe(false);
  });
});
