import { describe, expect, test } from 'vitest';
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
