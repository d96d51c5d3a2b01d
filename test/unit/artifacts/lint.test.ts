import { describe, expect, test } from 'vitest';
import { guessBackend } from '../../../src/artifacts/backend-line.ts';
import { lintArtifact } from '../../../src/artifacts/lint.ts';
import { parsePlanText, parseSolutionValue } from '../../support/artifacts.ts';

const complete = `# Tea

### Task 1: Brew

**Objective:** Hot tea.

**Files:**
- Create: \`src/pot.ts\`

**Commands:**
- \`make tea\`

**Backend:** shell

**Done when:** it steams.
`;

describe('advice to authors', () => {
  test('a complete task needs none', () => {
    expect(lintArtifact(parsePlanText(complete))).toEqual([]);
  });

  test.each([
    ['**Objective:** Hot tea.', 'no-objective'],
    ['- Create: `src/pot.ts`', 'no-files'],
    ['**Done when:** it steams.', 'no-done-criteria'],
    ['**Backend:** shell', 'no-backend'],
  ])('without %s', (line, rule) => {
    expect(lintArtifact(parsePlanText(complete.replace(line, '')))).toMatchObject([
      { severity: 'hint', rule, line: 3, column: 1 },
    ]);
  });

  test('verification counts as commands, unless the backend runs nothing else', () => {
    const verified = complete.replace('**Commands:**', '**Verify:**');
    expect(lintArtifact(parsePlanText(verified.replace('shell', 'codex')))).toEqual([]);
    expect(lintArtifact(parsePlanText(verified))).toMatchObject([
      { severity: 'warning', rule: 'nothing-to-run' },
    ]);
  });

  test('a task that says nothing gets one hint for each thing', () => {
    const hints = lintArtifact(parseSolutionValue({ tasks: [{ id: 'T1', title: 'Brew' }] }));
    expect(hints.map(({ severity }) => severity)).toEqual(Array.from({ length: 5 }, () => 'hint'));
  });

  test('what the parser found comes first', () => {
    const [first] = lintArtifact(parsePlanText(`${complete}\n### Task 1: Again\n`));
    expect(first).toMatchObject({ severity: 'error', rule: 'duplicate-task' });
  });
});

test.each([
  ['codx', 'codex'],
  ['Clade', 'claude'],
  ['claude-code', 'claude'],
  ['Codex-CLI', 'codex'],
  ['minecraft', undefined],
  ['mine-too', 'mine'],
])('whoever writes the backend %s means %s', (written, meant) => {
  expect(guessBackend(written, ['shell', 'codex', 'claude', 'gemini', 'mine'])).toBe(meant);
});

describe('what is almost right', () => {
  const hints = (text: string, backends?: string[]): string[] =>
    lintArtifact(parsePlanText(text), backends)
      .filter(({ rule }) => rule.startsWith('near-') || rule === 'unknown-backend')
      .map(({ severity, rule, message, line }) => `${line} ${severity} ${rule}: ${message}`);

  test.each([
    [
      '**Objective:**',
      '**Objectiv:**',
      '5 hint near-label: "objectiv" is no field of a task, did you mean "objective"?',
    ],
    [
      '**Commands:**',
      '**Comands**',
      '10 hint near-label: "comands" is no field of a task, did you mean "commands"?',
    ],
    [
      '**Done when:**',
      '- **Done whn:**',
      '15 hint near-label: "done whn" is no field of a task, did you mean "done when"?',
    ],
    ['- Create:', '- Creat:', '8 hint near-verb: "Creat" says nothing about a file, did you mean "create"?'],
  ])('%s written as %s', (right, wrong, hint) => {
    expect(hints(complete.replace(right, wrong))).toEqual([hint]);
  });

  test.each(['[] box', '[  ] box', '[x ] box', '[ x] box', '[ ]box', '[x]box'])(
    'a box written as "- %s"',
    (box) => {
      expect(hints(`${complete}\n- ${box}\n`)).toEqual([expect.stringMatching(/^17 hint near-box: /)]);
    },
  );

  test('a box in a nested list and a label in a bullet are found as well', () => {
    const text = `${complete}\n- step\n  - [] inner\n`;
    expect(hints(text)).toEqual([expect.stringMatching(/^18 hint near-box: /)]);
  });

  test.each([
    '- [ ] box',
    '- [x] box',
    '- [X](https://example.org) reads on',
    '- [](https://example.org)',
    '- [x][reference] reads on',
    '- an array `[]` of boxes',
    '**Note:** nothing',
    '**Step 1:** nothing',
    '**Types:** nothing',
    '**Tests:** nothing',
    '**Time:** nothing',
    '**Work:** research',
  ])('"%s" is left alone', (line) => {
    expect(hints(`${complete}\n${line}\n`)).toEqual([]);
  });

  test.each([
    ['shel', 'did you mean "shell"?'],
    ['codex+gemni', 'names the backend "gemni", which nobody knows here; did you mean "gemini"?'],
    ['somebody', 'there are shell, codex, gemini'],
  ])('the backend %s is not known here', (backend, advice) => {
    const text = complete.replace('Backend:** shell', `Backend:** ${backend}`);
    expect(hints(text, ['shell', 'codex', 'gemini'])).toEqual([expect.stringContaining(advice)]);
  });

  test.each(['shell', 'Codex:gpt-5.4', 'codex + gemini (read-only)'])(
    'the backend %s is known',
    (backend) => {
      const text = complete.replace('Backend:** shell', `Backend:** ${backend}`);
      expect(hints(text, ['shell', 'codex', 'gemini'])).toEqual([]);
    },
  );
});
