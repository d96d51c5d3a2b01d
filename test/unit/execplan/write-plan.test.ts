import { fc, test } from '../../support/property.ts';
import { describe, expect } from 'vitest';
import { parsePlan } from '../../../src/artifacts/plan.ts';
import { type Entry, plainWords, wordDecision } from '../../../src/execplan/entry.ts';
import { keepsMeaning } from '../../../src/execplan/keeps-meaning.ts';
import { writeSkeleton } from '../../../src/execplan/skeleton.ts';
import { writeEntry } from '../../../src/execplan/write-entry.ts';
import { listOpenItems, splitProgress, tickProgress } from '../../../src/execplan/write-progress.ts';
import { writeRevisionNote } from '../../../src/execplan/write-revision.ts';
import { writeStatus } from '../../../src/execplan/write-status.ts';
import { readSentinels } from '../../../src/guard/read-sentinels.ts';

const atMs = Date.parse('2026-11-21T10:05:30Z');
const decision = wordDecision({
  decision: 'Use tea',
  rationale: 'Coffee is out.',
  atMs,
  by: 'planex',
});
const ENTRY = '- Decision: Use tea\n  Rationale: Coffee is out.\n  Date/Author: 2026-11-21 10:05Z, planex';
const whole = writeSkeleton({ kind: 'execplan', title: 'Tea' }).replace(
  'Status: DRAFT',
  'Status: IN PROGRESS',
);

describe('an entry of a living section', () => {
  test.each([
    ['## Decision Log\n\nNone yet.\n', `## Decision Log\n\nNone yet.\n\n${ENTRY}\n`],
    [
      '## Decision Log\n- Decision: a\n- Decision: b\n',
      `## Decision Log\n- Decision: a\n- Decision: b\n${ENTRY}\n`,
    ],
    ['## Decision Log\n\n- a\n\n- b\n\n## More\n', `## Decision Log\n\n- a\n\n- b\n\n${ENTRY}\n\n## More\n`],
    [
      '## Decision Log\n\n* a\n\n---\n\n## More\n',
      `## Decision Log\n\n* a\n${ENTRY.replace('-', '*')}\n\n---\n\n## More\n`,
    ],
    ['## Decision Log\n## More\n', `## Decision Log\n\n${ENTRY}\n\n## More\n`],
    ['### decision log:', `### decision log:\n\n${ENTRY}`],
    ['# A\n\n### Task 1: B\n\nC', `# A\n\n### Task 1: B\n\nC\n\n## Decision Log\n\n${ENTRY}`],
    [
      '# A\n\n### Progress\n\nC\n\n### Outcomes\n',
      `# A\n\n### Progress\n\nC\n\n### Decision Log\n\n${ENTRY}\n\n### Outcomes\n`,
    ],
    [
      '```md\n# A\n\n## Decision Log\n\n- a\n```\n',
      `\`\`\`md\n# A\n\n## Decision Log\n\n- a\n${ENTRY}\n\n\`\`\`\n`,
    ],
    ['## Decision Log\n\n<!-- open\n', undefined],
  ])('goes to the end of %j', (text, expected) => {
    expect(writeEntry(text, decision)).toBe(expected);
    const withCr = text.replaceAll('\n', '\r\n');
    if (text.includes('\n')) expect(writeEntry(withCr, decision)).toBe(expected?.replaceAll('\n', '\r\n'));
  });

  test('one that is inside a task is no living section of the plan', () => {
    const text = '# A\n\n## Task 1: B\n\n### Decision Log\n\n- a\n\n## Task 2: C\n\nD\n';
    expect(writeEntry(text, decision)).toBe(`${text}\n## Decision Log\n\n${ENTRY}\n`);
  });

  test('the same at another date is there already', () => {
    const written = writeEntry(whole, decision) ?? '';
    expect(written).not.toBe(whole);
    const later: Entry = { ...decision, fields: [...decision.fields.slice(0, 2), ['Date/Author', 'later']] };
    expect(writeEntry(written, later)).toBe(written);
    const other: Entry = { ...decision, fields: [...decision.fields.slice(0, 1), ['Rationale', 'Coffee']] };
    expect(writeEntry(written, other)).not.toBe(written);
  });

  const hostile = fc.array(
    fc.constantFrom(
      '## H',
      '\n',
      '\r',
      '- [ ] x',
      '**load-bearing',
      '`--a`',
      'Retired `x`',
      '```',
      '<!--',
      '-->',
      '[a](b)',
      '\u001b[31m',
      '\u202e',
      '\u2028',
      '\\',
      '*',
      '|',
      'Status: APPROVED',
      '### Task 9: y',
      ' ',
      'Ab',
      '🫖',
    ),
    { maxLength: 30 },
  );
  test.prop([hostile.map((parts) => parts.join('')), hostile.map((parts) => parts.join(' '))])(
    'whatever somebody says becomes neither heading, box, sentinel, retirement nor status',
    (said, why) => {
      const guarded = `${whole}\n**load-bearing** \`x\`\n`;
      const written = writeEntry(
        guarded,
        wordDecision({ decision: `a${said}`, rationale: why, atMs, by: said }),
      );
      expect(written).toBeDefined();
      const bytes = (text = ''): string => Buffer.from(text).toString('latin1');
      const [before, after] = [readSentinels(bytes(guarded)), readSentinels(bytes(written))];
      expect(after.retired).toEqual(before.retired);
      expect(after.sentinels.map(({ text }) => text)).toEqual(before.sentinels.map(({ text }) => text));
      expect(listOpenItems(written ?? '')).toHaveLength(listOpenItems(guarded).length);
      expect(parsePlan('a.md', written ?? '').artifact.status).toBe('in-progress');
      expect(written?.split('\n')).toHaveLength(guarded.split('\n').length + 4);
    },
  );

  test('words are cut where they are too long, between characters', () => {
    expect(plainWords('🫖'.repeat(20), 11)).toBe('🫖🫖🫖🫖…');
  });
});

describe('the Status', () => {
  test.each([
    ['# A\n\nStatus: APPROVED\n', '# A\n\nStatus: IN PROGRESS\n'],
    ['# A\r\n\r\n**Status:** Approved by Ada.\r\n', '# A\r\n\r\n**Status:** In progress by Ada.\r\n'],
    ['---\nstatus: "approved"\n---\n# A\n', '---\nstatus: "in-progress"\n---\n# A\n'],
    ['# A\n\n## Status\n\nAPPROVED\n\n## B\n', '# A\n\n## Status\n\nIN PROGRESS\n\n## B\n'],
    ['# A\n\n| Status | APPROVED |\n|---|---|\n', '# A\n\n| Status | IN PROGRESS |\n|---|---|\n'],
    ['# APPROVED\n\nStatus: APPROVED (see a/b)\n', '# APPROVED\n\nStatus: IN PROGRESS (see a/b)\n'],
    ['Status: DRAFT | APPROVED | IN PROGRESS\n', 'Status: IN PROGRESS\n'],
    ['---\nstatus: draft\n---\n\nStatus: DRAFT', '---\nstatus: in-progress\n---\n\nStatus: IN PROGRESS'],
    ['# A\n\nStatus:\n', undefined],
    ['# A\n\nNo word of it.\n', undefined],
  ])('of %j', (text, expected) => {
    expect(writeStatus(text, 'in-progress')).toBe(expected);
    if (expected !== undefined) expect(writeStatus(expected, 'in-progress')).toBe(expected);
  });

  test('of a plan that is one task, wherever it stands, is no part of what that task means', () => {
    const living = '## Constraints\n\n## Tolerances\n\n## Risks\n\n## Progress\n';
    for (const said of ['Status: APPROVED', '## Status\n\nAPPROVED']) {
      const text = `# A\n\n${said}\n\n## Plan\n\nDo it.\n\n${living}`;
      expect(parsePlan('a.md', text).artifact.tasks.map(({ step }) => step)).toEqual(['plan']);
      expect(writeStatus(text, 'in-progress')).toBe(text.replace('APPROVED', 'IN PROGRESS'));
    }
  });
});

describe('the Progress', () => {
  const text =
    '# A\n\n## Progress\n\n- [ ] one\n  more\n  - [ ] inner\n- [x] two\n* [ ] 2026-01-01 three\n\n### Task 1: B\n\n- [ ] step\n';

  test('items are ticked with the time', () => {
    const offsets = listOpenItems(text).map(({ offset }) => offset);
    expect(listOpenItems(text).map((item) => item.text)).toEqual(['one more', '2026-01-01 three']);
    expect(tickProgress(text, offsets, atMs)).toBe(
      text.replace('[ ] one', '[x] (2026-11-21 10:05Z) one').replace('[ ] 2026', '[x] 2026'),
    );
    expect(tickProgress(text, [], atMs)).toBe(text);
  });

  test('a partial item becomes two', () => {
    const [item] = listOpenItems(text);
    const parts = { completed: 'half', remaining: 'the rest', atMs };
    expect(item && splitProgress(text, item, parts)).toBe(
      text.replace(
        '- [ ] one\n  more\n  - [ ] inner\n',
        '- [x] (2026-11-21 10:05Z) one\n  more (completed: half)\n  - [ ] inner\n- [ ] one more (remaining: the rest)\n',
      ),
    );
    const again = text.replace('one\n  more', 'one (completed: a cup)');
    const [half] = listOpenItems(again);
    expect(half && splitProgress(again, half, parts)).toContain(
      '- [x] (2026-11-21 10:05Z) one (completed: half)\n  - [ ] inner\n- [ ] one (remaining: the rest)\n',
    );
    const told = text.replace('one\n  more', 'one (completed: a; remaining: b)');
    const [partial] = listOpenItems(told);
    expect(partial && splitProgress(told, partial, parts)).toContain(
      '- [x] (2026-11-21 10:05Z) one (completed: half)\n  - [ ] inner\n- [ ] one (remaining: the rest)\n',
    );
  });
});

describe('a revision note', () => {
  const note = { changed: 'Done.', why: 'All tasks landed.', remaining: 'Nothing.', atMs };
  const line = '- 2026-11-21 10:05Z: Done. Why: All tasks landed. What remains: Nothing.';
  test.each([
    ['# A\n\n### Task 1: B\n\nC', `# A\n\n### Task 1: B\n\nC\n\n## Revision Notes\n\n${line}`],
    ['# A\n\n## Revision note\n\nMade.\n', `# A\n\n## Revision note\n\nMade.\n\n${line}\n`],
    ['```md\n# A\n```\n', `\`\`\`md\n# A\n\n## Revision Notes\n\n${line}\n\n\`\`\`\n`],
  ])('goes to the end of %j', (text, expected) => {
    const written = writeRevisionNote(text, note) ?? '';
    expect(written).toBe(expected);
    expect(writeRevisionNote(written, { ...note, atMs: 0 })).toBe(written);
  });
});

describe('whatever the plan looks like', () => {
  const line = fc.constantFrom(
    '- [ ] open',
    '- [x] done',
    '  - inner',
    '* star',
    '1. number',
    'Prose',
    '',
    '',
    '```',
    '~~~',
    '<!--',
    '-->',
    '> quote',
    '    code',
    '## Decision Log',
    '### Decision log',
    '## Progress',
    '## Risks',
    '## Constraints',
    '## Tolerances',
    '## Outcomes',
    '### Task 2: B',
    '## Milestone 1',
    '## Status',
    'Status: APPROVED',
    '---',
    '**Files:**',
    '- Decision: x',
    '## Revision Notes',
    '🫖 `',
    '| Status | DRAFT |',
    '|---|---|',
    '<div>',
  );
  const document = fc
    .tuple(
      fc.array(line, { maxLength: 30 }),
      fc.constantFrom('\n', '\r\n'),
      fc.constantFrom('', '\uFEFF'),
      fc.constantFrom('', '# T', '```md'),
      fc.boolean(),
    )
    .map(
      ([lines, end, mark, first, isEnded]) => `${mark}${[first, ...lines].join(end)}${isEnded ? end : ''}`,
    );

  const writers: [string, (text: string) => string | undefined][] = [
    ['entry', (text) => writeEntry(text, decision)],
    ['revision', (text) => writeRevisionNote(text, { changed: 'a', why: 'b', remaining: 'c', atMs })],
    ['status', (text) => writeStatus(text, 'in-progress')],
    [
      'ticks',
      (text) =>
        tickProgress(
          text,
          listOpenItems(text).map(({ offset }) => offset),
          atMs,
        ),
    ],
  ];
  test.prop([document, fc.constantFrom(...writers)], { numRuns: 600 })(
    'its tasks, line ends and last line stay, what is written is written once, and nothing is lost',
    (text, [name, write]) => {
      const written = write(text);
      if (written === undefined) return;
      expect(keepsMeaning(text, written)).toBe(true);
      expect(write(written)).toBe(written);
      expect(written.endsWith('\n')).toBe(text.endsWith('\n'));
      expect(written.startsWith('\uFEFF')).toBe(text.startsWith('\uFEFF'));
      if (text.includes('\r\n')) expect(written.replaceAll('\r\n', '')).not.toContain('\n');
      if (name === 'entry' || name === 'revision') expect(isWithin(text, written)).toBe(true);
      if (name === 'entry') expect(written).toContain('Decision: Use tea');
    },
  );
});

/** Whether `whole` is `part` with one stretch put in. */
function isWithin(part: string, whole: string): boolean {
  let same = 0;
  while (same < part.length && part[same] === whole[same]) same++;
  return whole.endsWith(part.slice(same)) && whole.length >= part.length;
}
