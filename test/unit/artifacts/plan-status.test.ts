import { describe, expect, test } from 'vitest';
import { parsePlanText, rulesOf } from '../../support/artifacts.ts';

describe('the first word decides', () => {
  test.each([
    ['DRAFT', 'draft'],
    ['APPROVED', 'approved'],
    ['approved by Ada on Monday', 'approved'],
    ['IN PROGRESS', 'in-progress'],
    ['In-Progress (was DRAFT)', 'in-progress'],
    ['in_progress', 'in-progress'],
    ['BLOCKED: no water', 'blocked'],
    ['COMPLETE', 'complete'],
    ['Completed.', 'complete'],
    ['DONE', 'complete'],
    ['✅ Approved', 'approved'],
    ['`APPROVED`', 'approved'],
  ])('%s', (text, status) => {
    const parsed = parsePlanText(`# Tea\n\nStatus: ${text}\n\n## Purpose\n`);
    expect(parsed.artifact.status).toBe(status);
    expect(parsed.diagnostics).toEqual([]);
  });

  test.each([
    'DRAFT | APPROVED | IN PROGRESS | BLOCKED | COMPLETE',
    'APPROVED | DRAFT',
    'approved/done',
    'active',
    'Not approved',
    'approved-ish',
    'unapproved',
    '',
  ])('%j is a draft with a warning', (text) => {
    const parsed = parsePlanText(`# Tea\n\nStatus: ${text}\n`);
    expect(parsed.artifact.status).toBe('draft');
    expect(parsed.diagnostics).toMatchObject([{ severity: 'warning', rule: 'status-unclear', line: 3 }]);
  });
});

describe('where it may stand', () => {
  test.each([
    ['a bold label', '# Tea\n\n**Status:** APPROVED\n'],
    ['a label with the colon outside', '# Tea\n\n**Status**: APPROVED\n'],
    ['a bold line', '# Tea\n\n**Status: APPROVED**\n'],
    ['a bullet', '# Tea\n\n- Date: today\n- Status: APPROVED\n'],
    ['a quote', '# Tea\n\n> Status: APPROVED\n'],
    ['a line of a paragraph', '# Tea\n\nAuthor: Ada\nStatus: APPROVED\n'],
    ['a row', '# Tea\n\n| Key | Value |\n|---|---|\n| Status | APPROVED |\n'],
    ['a column', '# Tea\n\n| Author | Status |\n|---|---|\n| Ada | APPROVED |\n'],
    ['front matter', '---\nstatus: "approved"\n---\n# Tea\n'],
    ['a section', '# Tea\n\n## Purpose\n\n## Status\n\nAPPROVED by Ada\n'],
    ['a labelled line in a section', '# Tea\n\n## Status\n\nStatus: APPROVED\n'],
    ['a heading', '# Tea\n\n## Status: APPROVED\n'],
    ['above any heading', 'Status: APPROVED\n\n# Tea\n'],
    ['a document with CRLF', '# Tea\r\n\r\nStatus: APPROVED\r\n\r\n## Purpose\r\n'],
  ])('%s', (_, text) => {
    expect(parsePlanText(text).artifact.status).toBe('approved');
  });

  test.each([
    ['a later section', '# Tea\n\n## Notes\n\nStatus: APPROVED\n'],
    ['a task', '# Tea\n\n### Task 1: Brew\n\n**Status:** APPROVED\n'],
    ['a fence', '# Tea\n\n```\nStatus: APPROVED\n```\n'],
    ['a comment', '# Tea\n\n<!--\nStatus: APPROVED\n-->\n'],
    ['the middle of a sentence', '# Tea\n\nThe Status: APPROVED is not set.\n'],
  ])('not in %s', (_, text) => {
    expect(parsePlanText(text).artifact.status).toBe('none');
  });

  test('of two that differ the one that stops the plan counts', () => {
    const parsed = parsePlanText('---\nstatus: approved\n---\n# Tea\n\nStatus: BLOCKED\n');
    expect(parsed.artifact.status).toBe('blocked');
    expect(rulesOf(parsed, 'warning')).toEqual(['status-twice']);
  });
});

describe('without a Status', () => {
  const sections = [
    'Constraints',
    'tolerances (exception triggers)',
    'Surprises and Discoveries',
    '**Decision Log**',
  ];
  const write = (names: string[]) => `# Tea\n\n${names.map((name) => `## ${name}\n\nText.\n`).join('\n')}`;

  test('four living sections make a draft', () => {
    const parsed = parsePlanText(write(sections));
    expect(parsed.artifact.status).toBe('draft');
    expect(rulesOf(parsed, 'hint')).toEqual(['status-missing', 'steps']);
  });

  test.each([[sections.slice(1)], [['Risks', 'Risks', 'Risks', 'Risks']]])('fewer do not', (names) => {
    expect(parsePlanText(write(names)).artifact.status).toBe('none');
  });

  test('boxes in Progress are no tasks', () => {
    expect(parsePlanText('# Tea\n\n## Progress\n\n- [ ] brew\n').artifact.tasks).toEqual([]);
  });
});
