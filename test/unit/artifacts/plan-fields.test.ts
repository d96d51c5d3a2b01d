import { fc, test } from '../../support/property.ts';
import { describe, expect } from 'vitest';
import { onlyTask, parsePlanText, rulesOf } from '../../support/artifacts.ts';

function readTask(body: string) {
  return onlyTask(parsePlanText(`### Task 1: Brew\n\n${body}\n`));
}

/** What a task's fields say, without where they stand. */
function sayFields(body: string) {
  const { objective, backend, dependsOn, doneWhen, files, commands, verify, boxes } = readTask(body);
  return {
    objective,
    backend,
    dependsOn,
    doneWhen,
    files: files.map(({ kind, path }) => `${kind} ${path}`),
    commands: commands.map(({ text }) => text),
    verify: verify.map(({ text }) => text),
    boxes: boxes.map(({ text, checked }) => [text, checked]),
  };
}

describe('all fields', () => {
  const separate = `**Objective:** Hot tea
in a pot.

**Files:**
- Create: \`src/pot.ts\`
- Test: \`test/pot.test.ts\`

**Commands:**
- \`npm ci\`

**Verify:**

\`\`\`bash
npm  test
\`\`\`

**Backend:** \`shell\`

**Depends on:** none

**Done when:**
- It steams.
- Nobody is burnt.

- [ ] fill
- [x] heat
`;
  const inOneParagraph = `**Objective**: Hot tea in a pot.
**Files:** Create: \`src/pot.ts\`, Test: \`test/pot.test.ts\`
**Commands:** \`npm ci\`
**Backend**: shell
**Depends on:** nothing`;
  const inBullets = `- **Objective:** Hot tea in a pot.
- **Files:**
  - Create: \`src/pot.ts\`
- **Commands:** \`npm ci\`
- **Backend:** shell
- **Depends on:** none`;

  test('as blocks of their own', () => {
    const task = readTask(separate);
    expect(task).toMatchObject({
      objective: 'Hot tea in a pot.',
      files: [
        { kind: 'create', path: 'src/pot.ts' },
        { kind: 'test', path: 'test/pot.test.ts' },
      ],
      commands: [{ text: 'npm ci', line: 11 }],
      verify: [{ text: 'npm  test', shell: 'bash', line: 16 }],
      backend: 'shell',
      dependsOn: [],
      doneWhen: ['It steams.', 'Nobody is burnt.'],
    });
    expect(task.boxes.map(({ text, checked }) => [text, checked])).toEqual([
      ['fill', false],
      ['heat', true],
    ]);
  });

  test.each([
    ['line by line in one paragraph', inOneParagraph],
    ['as a list of bold labels', inBullets],
  ])('%s', (_, text) => {
    const task = readTask(text);
    expect(task).toMatchObject({ objective: 'Hot tea in a pot.', backend: 'shell', dependsOn: [] });
    expect(task.files[0]).toEqual({ kind: 'create', path: 'src/pot.ts' });
    expect(task.commands.map((command) => command.text)).toEqual(['npm ci']);
  });

  test('no field is invented', () => {
    const task = readTask('Just brew it. See `src/pot.ts`.');
    expect(task).toMatchObject({ files: [], commands: [], verify: [], doneWhen: [], boxes: [] });
    expect(task).not.toHaveProperty('objective');
    expect(task).not.toHaveProperty('backend');
    expect(task).not.toHaveProperty('dependsOn');
  });

  test('an unknown label ends a field', () => {
    expect(readTask('**Commands:**\n- `a`\n\n**Notes:**\n- `b`\n').commands.map(({ text }) => text)).toEqual([
      'a',
    ]);
  });

  test('labels in a fence or a comment are text', () => {
    expect(readTask('```\n**Backend:** shell\n```\n\n<!--\n**Backend:** shell\n-->')).not.toHaveProperty(
      'backend',
    );
  });
});

describe('fields without blank lines between them', () => {
  const verify = '**Verify:**\n- `make`';
  test.each([
    ['bullets', '**Files:**\n- Create: `a.ts`'],
    ['numbers', '**Files:**\n1. Create: `a.ts`'],
    ['numbers that go on from elsewhere', '**Files:**\n7. Create: `a.ts`'],
    ['nested bullets', '**Files:**\n- Create:\n  - `a.ts`'],
    ['a paragraph', '**Files:** Create: `a.ts`'],
    ['one field after the other', '**Files:**\n- Create: `a.ts`\n**Commands:**\n1. `b`'],
    ['a field of one line between lists', '**Files:**\n- Create: `a.ts`\n**Backend:** shell'],
    ['a field of several lines', '**Files:**\n- Create: `a.ts`\n**Objective:** Hot tea\nin a pot.'],
    ['a label that is unknown', '**Files:**\n- Create: `a.ts`\n**Notes:**\n- Test: `b.ts`'],
    ['a label without a colon', '**Files:**\n- Create: `a.ts`\n**Notes**\n- Test: `b.ts`'],
    ['a quote', '**Files:** Create: `a.ts`\n\n> as said'],
    ['boxes', '**Files:** Create: `a.ts`\n\n- [ ] step'],
    ['a fence', '**Files:** Create: `a.ts`\n**Commands:**\n```sh\nb\n```'],
  ])('after %s', (_, above) => {
    const [apart, joined, windows, indented] = [
      `${above}\n\n${verify}`,
      `${above}\n${verify}`,
      `${above}\n${verify}`.replaceAll('\n', '\r\n'),
      `${above}\n ${verify}`,
    ].map((body) => sayFields(body));
    expect(apart?.files).toEqual(['create a.ts']);
    expect(apart?.verify).toEqual(['make']);
    for (const same of [joined, windows, indented]) expect(same).toEqual(apart);
  });

  test('what a label ends is no part of the item above', () => {
    const task = readTask('- [ ] fill\n- [x] heat\n**Backend:** shell\n- [ ] pour');
    expect(task.boxes.map(({ text, line }) => [text, line])).toEqual([
      ['fill', 3],
      ['heat', 4],
      ['pour', 6],
    ]);
    expect(task.backend).toBe('shell');
  });

  test.each([
    ['in an item', '- step\n  **Backend:** shell'],
    ['in a numbered item', '1. step\n   **Backend:** shell'],
    ['in an item with a box', '- [ ] step\n  **Backend:** shell'],
    ['in an item, after a list in it', '- step\n  - part\n  **Backend:** shell'],
    ['in a fence', '```\n**Backend:** shell\n```'],
    ['in a fence in an item', '- step\n\n  ```\n  **Backend:** shell\n  ```'],
    ['in a quote', '> said\n> **Backend:** shell'],
    ['within a line', '- step\nthe **Backend:** shell'],
  ])('a label %s is text', (_, body) => {
    expect(readTask(body)).not.toHaveProperty('backend');
  });

  test('the text of an item goes on after a label that is part of it', () => {
    const { boxes, doneWhen } = readTask('**Done when:**\n- [ ] It steams.\n  **Note:** not\n  much.');
    expect(boxes.map(({ text }) => text)).toEqual(['It steams. **Note:** not much.']);
    expect(doneWhen).toEqual(['It steams. **Note:** not much.']);
  });

  test.each([
    '- **Backend:** shell',
    '* __Backend__: shell',
    '1. **Backend:** shell',
    '- **Backend**\n  - shell',
  ])('a bullet can be a field: %j', (bullet) => {
    for (const body of [bullet, `**Files:**\n- Create: \`a.ts\`\n${bullet}`]) {
      expect(readTask(body).backend).toBe('shell');
    }
  });

  const blocks = [
    '**Objective:** Hot tea\nin a pot.',
    '**Files:**\n- Create: `a.ts`\n- Modify:\n  - `b.ts`',
    '**Files:** Create: `c.ts`',
    '**Commands:**\n1. `make a`\n2. `make b`',
    '**Commands:**\n3. `make c`\n   slowly',
    '**Verify:**\n```sh\nnpm  test\n\nnpm run lint\n```',
    '**Verify:** `make check`',
    '**Backend:** shell',
    '- **Backend:** shell',
    '**Depends on:** none',
    '**Done when:**\n* It steams.\n* Nobody is\nburnt.',
    '**Done when:**\n- [ ] It is drunk.',
    '**Notes:**\n- Test: `make d`',
    '**Steps**\n- [ ] fill `e.ts`\n  - [x] heat',
    '#### Details',
  ];
  const gap = fc.constantFrom('\n', '\n\n', '\n \n\n');

  test.prop([fc.shuffledSubarray(blocks), fc.array(gap, { minLength: 15, maxLength: 15 }), fc.boolean()])(
    'in any order mean the same as with blank lines',
    (chosen, gaps, isWindows) => {
      const body = chosen.map((block, index) => block + (gaps[index] ?? '\n')).join('');
      expect(sayFields(isWindows ? body.replaceAll('\n', '\r\n') : body)).toEqual(
        sayFields(chosen.join('\n\n')),
      );
    },
  );
});

describe('files', () => {
  test.each([
    ['- Modify: `src/a.ts:10-20`', [['modify', 'src/a.ts']]],
    ['- Modify: `src/a.ts#L3-L9` (the loop)', [['modify', 'src/a.ts']]],
    [
      '- Modify: `a.ts` and `b.ts`',
      [
        ['modify', 'a.ts'],
        ['modify', 'b.ts'],
      ],
    ],
    ['- Delete: `./a.ts`', [['delete', 'a.ts']]],
    ['- **Create:** `a.ts`', [['create', 'a.ts']]],
    ['- create `a.ts`', [['create', 'a.ts']]],
    ['- Create: src/a.ts (new)', [['create', 'src/a.ts']]],
    ['- `src/a.ts` is where it happens', [['modify', 'src/a.ts']]],
    [
      '- Modify:\n  - `a.ts`\n  - `b.ts`',
      [
        ['modify', 'a.ts'],
        ['modify', 'b.ts'],
      ],
    ],
    [
      '- Rename: `a.ts` → `b.ts`',
      [
        ['delete', 'a.ts'],
        ['create', 'b.ts'],
      ],
    ],
    ['- Create: `docs/` (a folder)', [['create', 'docs/']]],
    ['- Create: `app/[id]/(group)/page two.tsx`', [['create', 'app/[id]/(group)/page two.tsx']]],
    ['- Create: `teapot/日本.md`', [['create', 'teapot/日本.md']]],
    ['- Create: `.github/workflows/ci.yml`', [['create', '.github/workflows/ci.yml']]],
    ['- Read: `src/a.ts`', []],
    ['- Nothing changes here.', []],
    ['- [ ] fill `src/a.ts`', []],
  ])('%s', (bullet, expected) => {
    const { files } = readTask(`**Files:**\n${bullet}\n`);
    expect(files.map(({ kind, path }) => [kind, path])).toEqual(expected);
  });

  test('steps below the files are not files', () => {
    const task = readTask('**Files:**\n- Modify: `a.ts`\n\n- [ ] `b.ts` gets a lid\n');
    expect(task.files).toEqual([{ kind: 'modify', path: 'a.ts' }]);
  });

  test.each([
    '/etc/passwd',
    '../x.ts',
    'a/../../x',
    '~/x',
    'C:\\x',
    '.git/config',
    'sub/.GIT/hooks/pre-commit',
  ])('%s is an error', (path) => {
    const parsed = parsePlanText(`### Task 1: Brew\n\n**Files:**\n- Create: \`${path}\`\n`);
    expect(parsed.diagnostics).toMatchObject([{ severity: 'error', rule: 'forbidden-path', line: 4 }]);
    expect(onlyTask(parsed).files).toEqual([]);
  });

  test.each(['src/**/*.ts', 'cargo test', '<name>.ts', '$HOME/a.ts', 'https://example.test/a.ts'])(
    '%s is unclear',
    (path) => {
      const parsed = parsePlanText(`### Task 1: Brew\n\n**Files:**\n- Test: \`${path}\`\n`);
      expect(rulesOf(parsed, 'warning')).toEqual(['unclear-path']);
      expect(onlyTask(parsed).files).toEqual([]);
    },
  );
});

describe('commands', () => {
  test.each([
    ['- `npm test`', ['npm test']],
    ['- Run: `npm test`', ['npm test']],
    ['- `npm test` passes', ['npm test']],
    ['- `a`, then `b`', ['a', 'b']],
    ['- `a` writes `b`', ['a']],
    ['- `a` and `b`', ['a', 'b']],
    ['- ``echo `date` ``', ['echo `date`']],
    ['- `echo  a   b`', ['echo  a   b']],
    ['- [ ] `npm test`', ['npm test']],
    ['1. `a`\n2. `b`', ['a', 'b']],
    ['- Build:\n\n  ```sh\n  make\n    all\n  ```', ['make\n  all']],
    ['```\na\n\nb\n```', ['a\n\nb']],
    ['First this:\n\n```bash\na\n```', ['a']],
    ['- `a`\n\nProse.\n\n- `b`', ['a']],
    ['- `a`\n\n- [ ] `b`', ['a']],
    ['- [ ] `a`\n- `b`', ['a']],
    ['```bash\na\n```\n\n- [ ] step\n\n```bash\nb\n```', ['a']],
  ])('%j', (text, expected) => {
    expect(readTask(`**Commands:**\n${text}\n`).commands.map((command) => command.text)).toEqual(expected);
  });

  test('a command after the label needs no bullet, and what follows it is text', () => {
    const task = readTask('**Verify:** `npm test`\n\n- `src/a.ts` stays as it is\n');
    expect(task.verify).toEqual([{ text: 'npm test', line: 3 }]);
  });

  test.each(['- It works.', '- Check that `foo` is there', '```json\n{}\n```'])(
    '%j is not run and said so',
    (text) => {
      const parsed = parsePlanText(`### Task 1: Brew\n\n**Verify:**\n${text}\n`);
      expect(onlyTask(parsed).verify).toEqual([]);
      expect(parsed.diagnostics).toMatchObject([{ severity: 'warning', rule: 'not-a-command', line: 4 }]);
    },
  );

  test('line ends of Windows are no part of a script', () => {
    const task = readTask('**Commands:**\r\n\r\n```sh\r\na \\\r\nb\r\n```\r\n');
    expect(task.commands).toMatchObject([{ text: 'a \\\nb', shell: 'sh' }]);
  });
});

describe('backend', () => {
  test.each([
    ['shell', 'shell'],
    ['`codex`', 'codex'],
    ['**codex**', 'codex'],
    ['codex (workspace-write)', 'codex'],
    ['codex + gemini', 'codex+gemini'],
  ])('%s', (text, backend) => {
    expect(readTask(`**Backend:** ${text}`).backend).toBe(backend);
  });
});

describe('dependencies', () => {
  const parse = (text: string) =>
    parsePlanText(
      `### Task 1: A\n\n### Task 2: B\n\n### Task 2a: C\n\n### Task 9: D\n\n**Depends on:** ${text}\n`,
    );

  test.each([
    ['none', []],
    ['None (can start at once)', []],
    ['—', []],
    ['1', ['1']],
    ['Task 2', ['2']],
    ['Task 2a', ['2a']],
    ['1, 2 and 2a', ['1', '2', '2a']],
    ['Tasks 1 & 2', ['1', '2']],
    ['#1, #2', ['1', '2']],
    ['1-2', ['1', '2']],
    ['Tasks 1 to 2', ['1', '2']],
    ['Task 1 (needs 3 spoons)', ['1']],
    ['the previous task', ['2a']],
    ['all previous tasks', ['1', '2', '2a']],
  ])('%s', (text, expected) => {
    const parsed = parse(text);
    expect(parsed.artifact.tasks.at(-1)?.dependsOn).toEqual(expected);
    expect(parsed.diagnostics).toEqual([]);
  });

  test('a list of bullets', () => {
    expect(parse('\n- Task 1\n- Task 2').artifact.tasks.at(-1)?.dependsOn).toEqual(['1', '2']);
  });

  test.each([
    ['7', 'missing-dependency'],
    ['9', 'self-dependency'],
    ['the tea plan', 'unclear-dependency'],
  ])('%s is an error', (text, rule) => {
    expect(parse(text).diagnostics).toMatchObject([{ severity: 'error', rule, line: 9, column: 1 }]);
  });

  test('a circle is found although one of its tasks also waits for a task outside', () => {
    const parsed = parsePlanText(
      '### Task 1: A\n\n### Task 2: B\n\n**Depends on:** 1, 3\n\n### Task 3: C\n\n**Depends on:** 2\n',
    );
    expect(rulesOf(parsed, 'error')).toEqual(['dependency-cycle']);
  });

  test('twice the same number and a circle are errors', () => {
    const twice = parsePlanText('### Task 1: A\n\n### Task 1: B\n');
    expect(twice.diagnostics).toMatchObject([{ severity: 'error', rule: 'duplicate-task', line: 3 }]);
    const circle = parsePlanText(
      '### Task 1: A\n\n**Depends on:** 2\n\n### Task 2: B\n\n**Depends on:** 3\n\n### Task 3: C\n\n**Depends on:** 2\n',
    );
    expect(circle.diagnostics).toMatchObject([
      { rule: 'dependency-cycle', message: expect.stringContaining('2 → 3 → 2') },
    ]);
  });
});
