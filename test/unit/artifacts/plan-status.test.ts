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
    'constructor',
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

describe('what is said of it', () => {
  const sayOf = (text: string) =>
    parsePlanText(text).diagnostics.map(({ rule, message }) => ({ rule, message }));

  test('two statuses, of which the one that stops counts', () => {
    expect(sayOf('# Tea\n\nStatus: APPROVED\n\n## Status\n\nBLOCKED\n')).toEqual([
      { rule: 'status-twice', message: 'the plan states two statuses, blocked and approved; blocked counts' },
    ]);
    expect(sayOf('# Tea\n\nStatus: APPROVED\n\n## Status\n\nApproved\n')).toEqual([]);
  });

  test('a word that is none', () => {
    expect(sayOf(`# Tea\n\nStatus: ${'brewing '.repeat(9)}\n`)).toEqual([
      {
        rule: 'status-unclear',
        message:
          'the Status "brewing brewing brewing brewing brewing " is none of DRAFT, APPROVED, IN PROGRESS, BLOCKED or COMPLETE, so the plan counts as a draft',
      },
    ]);
  });

  test('an ExecPlan without one', () => {
    const text = ['Constraints', 'Tolerances', 'Risks', 'Progress']
      .map((name) => `## ${name}\n\nNone.\n`)
      .join('\n');
    expect(sayOf(`# Tea\n\n${text}`)).toContainEqual({
      rule: 'status-missing',
      message:
        'this looks like an ExecPlan without a Status, so it counts as a draft; add "Status: APPROVED" to run it',
    });
  });
});

describe('tables, sections and words', () => {
  test.each([
    ['a bold cell', '# Tea\n\n| A | B |\n|---|---|\n| **Status:** | BLOCKED |\n', 'blocked'],
    [
      'a row of more than two cells is a column',
      '# Tea\n\n| Status | By |\n|---|---|\n| COMPLETE | Ada |\n',
      'complete',
    ],
    ['a first row of two', '# Tea\n\n| Status | BLOCKED |\n', 'blocked'],
    ['a table without it', '# Tea\n\n| Tea | Pot |\n|---|---|\n| a | DRAFT |\n', 'none'],
    ['a cell that only mentions it', '# Tea\n\n| my status | DRAFT |\n|---|---|\n| a | b |\n', 'none'],
    ['a row without cells', '# Tea\n\nStatus\n| DRAFT |\n', 'none'],
    ['a section of bullets', '# Tea\n\n## Status\n\n* BLOCKED by rain\n', 'blocked'],
    ['a section in a quote', '# Tea\n\n## Status\n\n> - BLOCKED\n', 'blocked'],
    ['an empty section', '# Tea\n\n## Status\n\n## Purpose\n\nDRAFT\n', 'none'],
    [
      'a section with the next below it',
      '# Tea\n\n## Status\n\nAPPROVED\n\n## Purpose\n\nStatus of tea\n',
      'approved',
    ],
    ['a section of another name', '# Tea\n\n## My status\n\nDRAFT\n', 'none'],
    ['a title that is called so', '# Status\n\nDRAFT\n', 'none'],
    ['words between', '# Tea\n\nStatus: in   progress\n', 'in-progress'],
    ['a word that goes on', '# Tea\n\nStatus: in progressive\n', 'draft'],
    ['a value in single quotes', "---\nstatus: 'blocked'\n---\n", 'blocked'],
  ])('%s', (_, text, status) => {
    expect(parsePlanText(text).artifact.status).toBe(status);
  });
});
