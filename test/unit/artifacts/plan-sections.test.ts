import { describe, expect, test } from 'vitest';
import { parsePlanText, rulesOf } from '../../support/artifacts.ts';

function readTasks(text: string): string[] {
  return parsePlanText(text).artifact.tasks.map(({ key, title }) => `${key} ${title}`);
}

describe('headings that are tasks', () => {
  test.each([
    ['### Task 1: Brew', '1 Brew'],
    ['## Task 1: Brew', '1 Brew'],
    ['#### Task 1: Brew', '1 Brew'],
    ['### Iteration 3: Brew', '3 Brew'],
    ['### task 2.5: Brew', '2.5 Brew'],
    ['### Task 4a: Brew', '4a Brew'],
    ['### Task 4A: Brew', '4a Brew'],
    ['### Task 3 - Brew', '3 Brew'],
    ['### Task 3 — Brew', '3 Brew'],
    ['### Task 3. Brew', '3 Brew'],
    ['### Task 3) Brew', '3 Brew'],
    ['### Task #3: Brew', '3 Brew'],
    ['### Task 03: Brew', '3 Brew'],
    ['### Task 0: Brew', '0 Brew'],
    ['### Task 3', '3 Task 3'],
    ['### Task 3 Brew', '3 Brew'],
    ['### **Task 3: Brew**', '3 Brew'],
    ['### **Task 3:** Brew `tea.ts`', '3 Brew tea.ts'],
    ['### `Task 3`: Brew', '3 Brew'],
    ['### Task 3: Brew ###', '3 Brew'],
    ['   ### Task 3: Brew', '3 Brew'],
    ['### Task 3: [Final] Brew <!-- soon -->', '3 [Final] Brew'],
    ['### Task 3: Keep snake_case and `__init__.py`', '3 Keep snake_case and __init__.py'],
  ])('%s', (heading, expected) => {
    expect(readTasks(`${heading}\n\nBody.\n`)).toEqual([expected]);
  });

  test.each([
    '# Task 1: Brew',
    '##### Task 1: Brew',
    '###Task 1: Brew',
    '### Tasks',
    '### Task list',
    '### Task N: Brew',
    '### Phase 1: Brew',
    '### Multitask 1: Brew',
    '**Task 1: Brew**',
    '    ### Task 1: Brew',
    '> ### Task 1: Brew',
    'Task 1: Brew\n---',
  ])('not a task: %s', (heading) => {
    expect(readTasks(`${heading}\n\nBody.\n`)).toEqual([]);
  });
});

describe('the number of a task', () => {
  test.each(['\u2028', '\u2029', '\u0085', '\u0007', '\u001b[0m', '\r', '\r2', '\u00012', '.\u00012'])(
    'may not be followed by %j',
    (text) => {
      const parsed = parsePlanText(`# Tea\n\n  ### Task 1${text}: Brew\n`);
      expect(parsed.diagnostics).toMatchObject([{ severity: 'error', rule: 'task-id', line: 3, column: 3 }]);
      for (const { key } of parsed.artifact.tasks) expect(key).toMatch(/^\d+$/);
    },
  );

  test.each(['### Task 1:\tBrew', '### Task 1\tBrew', '### Task\t1: Brew\r', '### Task 1: Brew\u2028'])(
    'may stand in %j',
    (heading) => {
      expect(parsePlanText(`${heading}\n`).diagnostics).toEqual([]);
      expect(readTasks(`${heading}\n`)).toEqual(['1 Brew']);
    },
  );

  test('is followed by a title of one line', () => {
    expect(readTasks('### Task 1: Brew\u2028the\u0085tea\rnow\n')).toEqual(['1 Brew the tea now']);
  });
});

describe('headings that are not there', () => {
  const hidden = '### Task 9: Hidden\n\n- [ ] hidden\n';
  test.each([
    ['a fence', `\`\`\`md\n${hidden}\`\`\`\n`],
    ['a fence of four with one of three inside', `\`\`\`\`md\n\`\`\`sh\nx\n\`\`\`\n${hidden}\`\`\`\`\n`],
    ['a tilde fence with backticks inside', `~~~\n\`\`\`\n${hidden}~~~\n`],
    ['a fence in a list', `- item\n\n  \`\`\`md\n${hidden.replace(/^/gm, '  ')}\n  \`\`\`\n`],
    ['a comment', `<!--\n${hidden}-->\n`],
    ['a comment that begins on a line of text', `<!-- note\n\n${hidden}-->\n`],
    ['a quote', `${hidden.replace(/^/gm, '> ')}\n`],
  ])('%s', (_, text) => {
    const { artifact } = parsePlanText(`### Task 1: Brew\n\n${text}\n- [ ] seen\n\n### Task 2: Pour\n`);
    expect(artifact.tasks.map(({ key }) => key)).toEqual(['1', '2']);
    expect(artifact.tasks[0]?.boxes.map((box) => box.text)).toEqual(['seen']);
  });

  test('an unclosed comment mark in inline code hides nothing', () => {
    expect(readTasks('### Task 1: Brew\n\nWrite `<!--` first.\n\n### Task 2: Pour\n')).toHaveLength(2);
  });
});

describe('where a task ends', () => {
  test.each([
    ['a heading of its level', '### Notes', 0],
    ['a heading above its level', '## Notes', 0],
    ['a heading below its level', '#### Notes', 1],
  ])('%s', (_, heading, boxes) => {
    const { artifact } = parsePlanText(`### Task 1: Brew\n\nText.\n\n${heading}\n\n- [ ] box\n`);
    expect(artifact.tasks[0]?.boxes).toHaveLength(boxes);
  });

  test('a task that holds tasks is a chapter', () => {
    const parsed = parsePlanText(
      '## Iteration 1: A\n\n### Task 1a: B\n\n### Task 1b: C\n\n## Iteration 2: D\n',
    );
    expect(parsed.artifact.tasks.map(({ key }) => key)).toEqual(['1a', '1b', '2']);
    expect(rulesOf(parsed, 'hint')).toContain('chapter');
  });

  test('the brief is the title and the section as it stands', () => {
    const { artifact } = parsePlanText(
      '### Task 1: Brew\n\nUse  *two*\nspoons.\n\n---\n\n### Task 2: Pour\n\nSlowly.\n',
    );
    expect(artifact.tasks.map(({ brief }) => brief)).toEqual([
      'Brew\n\nUse  *two*\nspoons.\n',
      'Pour\n\nSlowly.\n',
    ]);
  });
});

describe('plans without tasks', () => {
  test.each(['### Phase 1: Brew', '## Stage A: Brew', '### Step 2', '### Milestone 1: Brew', '### 1. Brew'])(
    'a hint says how to write %s',
    (heading) => {
      const parsed = parsePlanText(`# Tea\n\n${heading}\n\nText.\n`);
      expect(parsed.artifact.tasks).toEqual([]);
      expect(parsed.diagnostics).toMatchObject([{ severity: 'hint', rule: 'no-tasks', line: 3, column: 1 }]);
    },
  );

  test('a list of boxes gets the hint too', () => {
    expect(rulesOf(parsePlanText('# Tea\n\n- [ ] brew\n'), 'hint')).toEqual(['no-tasks']);
  });

  test('a task without a number is pointed out', () => {
    expect(rulesOf(parsePlanText('# Tea\n\n### Task: Brew\n'), 'hint')).toEqual(['task-number']);
  });

  test('more tasks than any plan has are refused', () => {
    const parsed = parsePlanText(Array.from({ length: 1_001 }, (_, n) => `### Task ${n}: x\n`).join(''));
    expect(parsed.artifact.tasks).toEqual([]);
    expect(rulesOf(parsed, 'error')).toEqual(['too-many-tasks']);
  });
});

describe('the document', () => {
  test.each([
    ['# Make `tea`\n', 'Make tea'],
    ['Make tea\n========\n', 'Make tea'],
    ['No heading.\n', '2026-11-20-tea'],
    ['', '2026-11-20-tea'],
  ])('the title of %j is %s', (text, title) => {
    const parsed = parsePlanText(text);
    expect(parsed.artifact).toMatchObject({ kind: 'plan', title, label: 'tea', status: 'none', tasks: [] });
    expect(parsed.diagnostics).toEqual([]);
  });

  test.each([
    ['docs/plans/20261120-tea.md', 'tea'],
    ['docs/plans/2026-11-20-tea-2.md', 'tea-2'],
    ['docs/plans/tea.md', 'tea'],
    ['docs/plans/2026-11-20-.md', '2026-11-20-'],
    ['docs/plans/my tea.MD', 'my-tea'],
    ['docs/plans/my\n\u2028tea.md', 'my-tea'],
  ])('the label of %s is %s', (path, label) => {
    expect(parsePlanText('', path).artifact.label).toBe(label);
  });

  test.each(['```md', '````markdown', '~~~md'])('a plan that is one %s fence is opened', (open) => {
    const fence = open.replace(/\w+/, '');
    const text = `${open}\n# Tea\n\nStatus: APPROVED\n\n### Task 1: Brew\n\n- [ ] box\n${fence}\n`;
    const { artifact } = parsePlanText(text);
    expect(artifact).toMatchObject({ title: 'Tea', status: 'approved' });
    expect(text[artifact.tasks[0]?.boxes[0]?.offset ?? -1]).toBe(' ');
    expect(artifact.tasks[0]).toMatchObject({ line: 6, column: 1 });
  });

  test('a fence with text after it is only a fence', () => {
    expect(readTasks('```md\n### Task 1: Brew\n```\n\nText.\n')).toEqual([]);
  });

  test('front matter is no part of the text', () => {
    const parsed = parsePlanText('---\ntitle: x\nstatus: approved\n---\n\n# Tea\n\n### Task 1: Brew\n');
    expect(parsed.artifact).toMatchObject({ title: 'Tea', status: 'approved' });
    expect(parsed.artifact.tasks[0]?.line).toBe(8);
  });

  test('CRLF and a byte order mark change nothing but offsets', () => {
    const text = '# Tea\n\n### Task 1: Brew\n\n**Backend:** shell\n\n```sh\na\n```\n\n- [ ] box\n';
    const plain = parsePlanText(text).artifact.tasks[0];
    const other = parsePlanText(`\uFEFF${text.replaceAll('\n', '\r\n')}`).artifact.tasks[0];
    expect(other).toMatchObject({ title: plain?.title, backend: 'shell', digest: plain?.digest, line: 3 });
    expect(other?.boxes).toMatchObject([{ text: 'box', line: 11 }]);
  });
});
