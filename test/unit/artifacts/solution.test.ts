import { describe, expect, test } from 'vitest';
import { parseSolutionLines } from '../../../src/artifacts/parse-artifact.ts';
import { onlyTask, parseSolutionValue, rulesOf } from '../../support/artifacts.ts';

const task = { id: 'T1', title: 'Brew tea' };

/** What would break a line of a commit message, hide in it or get lost on the way. */
const NO_IDS = [
  'T1\nPlanex-Task: x',
  'T1\n',
  'T1\r',
  'T1\u2028x',
  '\u2029T1',
  'T1\u0085',
  'T\u00001',
  'T1\u001b[0m',
  'T1\u202e',
  'T\u200b1',
  'T1\ud800',
];

function readTask(value: object) {
  return onlyTask(parseSolutionValue({ tasks: [{ ...task, ...value }] }));
}

describe('where the solution stands', () => {
  test.each([
    [
      'an envelope with a bound solution',
      { session_id: 's', issue_id: 'ISS-9', solution: { bound: { tasks: [task] } } },
    ],
    ['an envelope', { session_id: 's', issue_id: 'ISS-9', solution: { tasks: [task] }, planned_at: 'now' }],
    ['nothing around it', { issue_id: 'ISS-9', tasks: [task] }],
  ])('%s', (_, value) => {
    const parsed = parseSolutionValue(value);
    expect(parsed.diagnostics).toEqual([]);
    expect(parsed.artifact).toMatchObject({
      kind: 'solution',
      label: 'ISS-9',
      title: 'Brew tea',
      status: 'none',
    });
    expect(parsed.artifact.tasks).toMatchObject([{ key: 'T1', title: 'Brew tea' }]);
  });
});

describe('the issue id', () => {
  test.each([
    [{ issue_id: 'ISS-1' }, 'docs/issues/ISS-2.json', 'ISS-1'],
    [{ issue: { id: 'ISS-1' } }, 'docs/issues/ISS-2.json', 'ISS-1'],
    [{ id: 'SOL-ISS-3-ab1c' }, 'docs/issues/ISS-20261120-001.json', 'ISS-20261120-001'],
    [{ id: 'SOL-ISS-20261120-001-ab1c' }, 'docs/issues/solution.json', 'ISS-20261120-001'],
    [{}, 'docs/issues/my tea.json', 'my-tea'],
  ])('%j in %s is %s', (value, path, label) => {
    expect(parseSolutionValue({ ...value, tasks: [task] }, path).artifact.label).toBe(label);
  });

  test.each(['two words', 'x'.repeat(101), ...NO_IDS])('%j is no id', (issue_id) => {
    const parsed = parseSolutionValue(`{\n  "issue_id": ${JSON.stringify(issue_id)}, "tasks": []}`);
    expect(parsed.diagnostics[0]).toMatchObject({ severity: 'error', rule: 'issue-id', line: 2, column: 15 });
    expect(parsed.artifact.label).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}]/u);
  });

  test.each([
    [`{"tasks": [],\n "issue": {"id": "a\\nb"}}`, 2, 18],
    [`{"solution": {"tasks": [],\n "issue_id": "a\\nb"}}`, 2, 14],
    [`{"tasks": [],\n "id": "SOL-a\\nb-ab1c"}`, 2, 8],
  ])('%s is refused where it is stated', (text, line, column) => {
    const parsed = parseSolutionValue(text, 'docs/issues/tea.json');
    expect(parsed.diagnostics[0]).toMatchObject({ severity: 'error', rule: 'issue-id', line, column });
    expect(parsed.artifact.label).toBe('a b');
  });

  test.each(['{', '{}', '{"tasks": []}'])('a file name is one word also for %s', (text) => {
    const parsed = parseSolutionValue(text, 'docs/issues/my\n tea.json');
    expect(parsed.artifact).toMatchObject({ title: expect.stringMatching(/^my.tea$/), label: 'my-tea' });
  });
});

describe('the title', () => {
  test.each([
    [{ title: 'Of the solution', issue_title: 'Of the issue', tasks: [task] }, 'Of the solution'],
    [{ issue: { title: 'Of the issue' }, solution: { tasks: [task] } }, 'Of the issue'],
    [{ issue_title: 'Of the issue', tasks: [task] }, 'Of the issue'],
    [{ tasks: [task] }, 'Brew tea'],
    [{ tasks: [] }, 'ISS-7'],
  ])('%#', (value, title) => {
    expect(parseSolutionValue(value).artifact.title).toBe(title);
  });

  test('is one line', () => {
    const title = ' Brew\r\n\u2028tea\u0085 now ';
    const parsed = parseSolutionValue({ title, tasks: [{ id: 'T1', title }] });
    expect([parsed.artifact.title, onlyTask(parsed).title]).toEqual(['Brew tea now', 'Brew tea now']);
  });

  test('a task without one is named by what it says', () => {
    const parsed = parseSolutionValue({ tasks: [{ id: 'T1', description: 'Make\ntea' }] });
    expect(onlyTask(parsed).title).toBe('Make tea');
    expect(rulesOf(parsed, 'warning')).toEqual(['no-title']);
    expect(onlyTask(parseSolutionValue({ tasks: [{ id: 'T1' }] })).title).toBe('Task T1');
  });
});

describe('what real files hold', () => {
  test.each([
    [{ files: [{ path: 'src/a.ts', action: 'create' }] }, [['create', 'src/a.ts']]],
    [{ files: ['src/a.ts'] }, [['modify', 'src/a.ts']]],
    [{ files: [{ path: 'docs/two words.md' }] }, [['modify', 'docs/two words.md']]],
    [{ action: 'Delete', files: [{ path: 'src/a.ts' }] }, [['delete', 'src/a.ts']]],
    [{ action: 'Delete', files: [{ path: 'src/a.ts', action: 'modify' }] }, [['modify', 'src/a.ts']]],
    [{ action: 'Test', files: ['a.test.ts'] }, [['test', 'a.test.ts']]],
    [{ modification_points: [{ file: 'src/a.ts:10-20', target: 'x' }] }, [['modify', 'src/a.ts']]],
    [{ modification_points: [{ file: 'src/a.ts', target: 'new file' }] }, [['create', 'src/a.ts']]],
    [
      { modification_points: ['src/a.ts:12 - the loop', 'b.ts (new file)'] },
      [
        ['modify', 'src/a.ts'],
        ['create', 'b.ts'],
      ],
    ],
    [
      { modification_points: [{ file: 'a.ts, b.ts and c.ts' }] },
      [
        ['modify', 'a.ts'],
        ['modify', 'b.ts'],
        ['modify', 'c.ts'],
      ],
    ],
    [{ files: ['a.ts'], modification_points: ['a.ts:3'] }, [['modify', 'a.ts']]],
    [{ files: null }, []],
  ])('files: %j', (value, expected) => {
    expect(readTask(value).files.map(({ kind, path }) => [kind, path])).toEqual(expected);
  });

  test('prose in place of a file is named and passed over', () => {
    const parsed = parseSolutionValue({
      tasks: [{ ...task, modification_points: ['Search for all callers', 'a.ts'] }],
    });
    expect(rulesOf(parsed, 'warning')).toEqual(['unclear-path']);
    expect(onlyTask(parsed).files).toEqual([{ kind: 'modify', path: 'a.ts' }]);
  });

  test.each(['../x', '/etc/x', '.git/config', 'a/../../b'])('the path %s is an error', (path) => {
    const parsed = parseSolutionValue(
      `{\n "tasks": [{"id": "T1", "title": "x",\n  "files": [{"path": "${path}"}]}]}`,
    );
    expect(parsed.diagnostics).toMatchObject([
      { severity: 'error', rule: 'forbidden-path', line: 3, column: 13 },
    ]);
  });

  test('ids and priorities of any kind', () => {
    for (const id of ['T1', 'TASK-1', 'setup.env', 7]) expect(readTask({ id }).key).toBe(String(id));
    for (const priority of [1, 'high', null]) expect(readTask({ priority }).key).toBe('T1');
  });

  test.each(['two words', 'a#b', '', 'x'.repeat(101), ...NO_IDS])('the id %j is an error', (id) => {
    const parsed = parseSolutionValue(`{"tasks": [\n {"title": "Brew", "id": ${JSON.stringify(id)}}]}`);
    expect(parsed.diagnostics).toMatchObject([{ severity: 'error', rule: 'task-id', line: 2, column: 26 }]);
    expect(onlyTask(parsed).key).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}]/u);
  });

  test('spaces around an id are no part of it', () => {
    const parsed = parseSolutionValue({ issue_id: ' ISS-1 ', tasks: [{ ...task, id: ' T1 ' }] });
    expect(parsed.diagnostics).toEqual([]);
    expect(parsed.artifact).toMatchObject({ label: 'ISS-1', tasks: [{ key: 'T1' }] });
  });

  test('dependencies that are stated, stated as none, and not stated', () => {
    expect(readTask({ depends_on: [] }).dependsOn).toEqual([]);
    expect(readTask({})).not.toHaveProperty('dependsOn');
    expect(readTask({ depends_on: null })).not.toHaveProperty('dependsOn');
    const two = parseSolutionValue({ tasks: [task, { id: 2, title: 'Pour', depends_on: ['T1'] }] });
    expect(two.artifact.tasks[1]?.dependsOn).toEqual(['T1']);
  });

  test('the commit type, if it is one', () => {
    expect(readTask({ commit: { type: 'Fix' } }).commitType).toBe('fix');
    expect(readTask({ commit: { type: 'not a type' } })).not.toHaveProperty('commitType');
    expect(readTask({})).not.toHaveProperty('commitType');
  });

  test('our own fields', () => {
    expect(readTask({ backend: 'shell', commands: 'make tea' })).toMatchObject({
      backend: 'shell',
      commands: [{ text: 'make tea' }],
    });
    expect(readTask({ commands: ['a', 'b  c'] }).commands.map(({ text }) => text)).toEqual(['a', 'b  c']);
  });
});

describe('the brief', () => {
  test('holds all that the task says', () => {
    const { brief } = readTask({
      scope: 'kitchen',
      action: 'Create',
      description: 'Hot tea.',
      implementation: ['1. Fill', 'Heat'],
      files: [
        {
          path: 'src/pot.ts',
          action: 'create',
          target: 'Pot',
          change: 'a lid',
          changes: ['round', { line: 3, new: 'x' }],
        },
      ],
      convergence: { criteria: ['It steams'] },
      test: { unit: ['lid closes'], commands: ['npm test'] },
    });
    expect(brief).toBe(
      [
        '# Brew tea',
        'Scope: kitchen\nAction: Create',
        'Hot tea.',
        '## Steps\n\n1. Fill\n- Heat',
        '## Files\n\n- create: src/pot.ts (Pot): a lid\n  - round\n  - line: 3; new: x',
        '## Done when\n\n- It steams',
        '## Unit tests\n\n- lid closes',
        '## Test commands\n\n- `npm test`\n',
      ].join('\n\n'),
    );
  });
});

describe('bad files', () => {
  test('text that is not JSON is one error with its place', () => {
    const parsed = parseSolutionValue('{\n  "tasks": [\n    oops\n  ]\n}');
    expect(parsed.diagnostics).toMatchObject([{ severity: 'error', rule: 'not-json', line: 3, column: 5 }]);
    expect(parsed.artifact).toMatchObject({ title: 'ISS-7', tasks: [] });
  });

  test('everything wrong with the shape is said at once', () => {
    const parsed = parseSolutionValue(
      '{"tasks": [\n {"title": "x"},\n {"id": "T2",\n  "files": [{"path": 5}],\n  "depends_on": {}},\n "T3"]}',
    );
    expect(parsed.diagnostics.map(({ line, column, message }) => `${line}:${column} ${message}`)).toEqual([
      '2:2 tasks, item 1, id: expected text or a number, received nothing',
      '4:22 tasks, item 2, files, item 1, path: expected text, received a number',
      '5:17 tasks, item 2, depends_on: expected a list of task ids, received an object',
      '6:2 tasks, item 3: expected an object, received text',
    ]);
  });

  test.each(['[]', '"x"', 'null', '{}', '{"solution": {}}', '{"tasks": {}}'])('%s is no solution', (text) => {
    expect(rulesOf(parseSolutionValue(text), 'error')).toEqual(['shape']);
  });

  test('a "__proto__" key is refused where it stands', () => {
    const parsed = parseSolutionValue('{"tasks": [\n{"id": "T1", "__proto__": {"title": "x"}}]}');
    expect(parsed.diagnostics).toMatchObject([
      { severity: 'error', rule: 'forbidden-key', line: 2, column: 14 },
    ]);
  });

  test('a key that is there twice is pointed out', () => {
    expect(
      rulesOf(parseSolutionValue('{"tasks": [{"id": "T1", "title": "a", "title": "b"}]}'), 'warning'),
    ).toEqual(['repeated-key']);
  });

  test('what is said of a key is one line', () => {
    const { diagnostics } = parseSolutionValue('{"tasks": [], "a\\nb": 1, "a\\nb": 2}');
    expect(diagnostics[0]?.message).toBe('the key "a\\nb" is there twice; the last one counts');
  });

  test.each([
    [[{ ...task }, { ...task }], ['duplicate-task']],
    [[{ ...task, depends_on: ['T9'] }], ['missing-dependency']],
    [[{ ...task, depends_on: ['T1'] }], ['self-dependency']],
    [
      [
        { ...task, depends_on: ['T2'] },
        { id: 'T2', title: 'x', depends_on: ['T1'] },
      ],
      ['dependency-cycle'],
    ],
  ])('%j', (tasks, rules) => {
    expect(rulesOf(parseSolutionValue({ tasks }), 'error')).toEqual(rules);
  });

  test('more tasks than any solution has are refused', () => {
    const parsed = parseSolutionValue({
      tasks: Array.from({ length: 1_001 }, (_, id) => ({ id, title: 'x' })),
    });
    expect(parsed.artifact.tasks).toEqual([]);
    expect(rulesOf(parsed, 'error')).toEqual(['too-many-tasks']);
  });

  test('without tasks there is a warning', () => {
    expect(rulesOf(parseSolutionValue({ tasks: [] }), 'warning')).toEqual(['no-tasks']);
  });
});

describe('one solution to a line', () => {
  test('each has the places of its own line', () => {
    const bytes = Buffer.from(`${JSON.stringify({ tasks: [task] })}\n\n{"tasks": 1}\r\n`);
    const [first, second, ...others] = parseSolutionLines('solutions/ISS-7.jsonl', bytes);
    expect(others).toEqual([]);
    expect(first?.artifact).toMatchObject({ label: 'ISS-7', tasks: [{ key: 'T1', line: 1, column: 11 }] });
    expect(second?.diagnostics).toMatchObject([{ rule: 'shape', line: 3, column: 11 }]);
  });
});

describe('details of what a task says', () => {
  test.each([
    [{ files: [{ path: 'src/a.ts', action: 'New' }] }, [['create', 'src/a.ts']]],
    [{ files: [{ path: 'src/a.ts', action: 'remove' }] }, [['delete', 'src/a.ts']]],
    [{ files: [{ path: 'src/a.ts', action: 'polish' }] }, [['modify', 'src/a.ts']]],
    [{ action: 'Add', files: [{ path: 'src/a.ts' }] }, [['modify', 'src/a.ts']]],
    [{ action: 'Create', files: [{ path: 'src/a.ts' }] }, [['create', 'src/a.ts']]],
    [{ action: 'Dance', files: [{ path: 'src/a.ts' }] }, [['modify', 'src/a.ts']]],
    [
      { modification_points: ['`src/a.ts` & `src/b.ts`'] },
      [
        ['modify', 'src/a.ts'],
        ['modify', 'src/b.ts'],
      ],
    ],
    [
      { modification_points: ['src/a.ts;  src/b.ts'] },
      [
        ['modify', 'src/a.ts'],
        ['modify', 'src/b.ts'],
      ],
    ],
    [{ modification_points: ['src/a.ts lines 3 to 9'] }, [['modify', 'src/a.ts']]],
  ])('files: %j', (value, expected) => {
    expect(readTask(value).files.map(({ kind, path }) => [kind, path])).toEqual(expected);
  });

  test('prose in place of a file is quoted', () => {
    const parsed = parseSolutionValue({
      tasks: [{ ...task, modification_points: ['the   callers of src/a.ts'] }],
    });
    expect(parsed.diagnostics.map(({ message }) => message)).toEqual([
      '"the callers of src/a.ts" does not name a file',
    ]);
  });

  test('only what is said is there', () => {
    expect(readTask({ description: 'Hot', work: 'analysis', action: 'Create' })).toMatchObject({
      objective: 'Hot',
      work: 'analysis',
      action: 'Create',
    });
    const bare = readTask({ description: ' ', work: '', action: ' ', backend: '', commands: [' ', ''] });
    for (const field of ['objective', 'work', 'action', 'backend']) expect(bare).not.toHaveProperty(field);
    expect(bare.commands).toEqual([]);
  });

  test('commands keep their place and lose their line ends', () => {
    const parsed = parseSolutionValue(
      '{"tasks": [{"id": "T1", "title": "x",\n"commands": [\n"  a \\n",\n"b"]}]}',
    );
    expect(onlyTask(parsed).commands).toEqual([
      { text: '  a', line: 3 },
      { text: 'b', line: 4 },
    ]);
  });

  test('a long description stands in for a title, cut in the message', () => {
    const parsed = parseSolutionValue({ tasks: [{ id: 'T1', title: ' ', description: 'a'.repeat(90) }] });
    expect(parsed.diagnostics.map(({ message }) => message)).toEqual([
      `the task has no title; "${'a'.repeat(60)}" is used`,
    ]);
  });

  test('a commit type that is none is said where it stands', () => {
    const parsed = parseSolutionValue(
      '{"tasks": [{"id": "T1", "title": "x",\n"commit": {"type": "very new"}}]}',
    );
    expect(parsed.diagnostics).toEqual([
      {
        severity: 'warning',
        rule: 'commit-type',
        message: 'the commit type is not one word, so "feat" is used',
        line: 2,
        column: 20,
      },
    ]);
  });

  test('criteria without words are none', () => {
    expect(readTask({ convergence: { criteria: ['', ' ', 'It steams'] } }).doneWhen).toEqual(['It steams']);
  });
});

describe('details of the issue id', () => {
  test.each([
    [{ issue_id: '  ', issue: { id: 'ISS-2' } }, 'docs/issues/x.json', 'ISS-2'],
    [{}, 'docs/issues/GH-12.json', 'GH-12'],
    [{}, 'docs/issues/TEA-pot.lid-3b.json', 'TEA-pot.lid-3b'],
    [{ id: 'SOL-ISS-1-ab1c' }, 'docs/issues/iss-9.json', 'ISS-1'],
    [{ id: 'SOL-ISS-1-ab1c' }, 'docs/issues/a ISS-9.json', 'ISS-1'],
    [{ id: 'SOL-ISS-1-abcdefghi' }, 'docs/issues/tea.json', 'tea'],
    [{ id: 'XSOL-ISS-1-ab1c' }, 'docs/issues/tea.json', 'tea'],
    [{ id: 'SOL-ISS-1-ab1c x' }, 'docs/issues/tea.json', 'tea'],
    [{}, 'docs/issues/tea   pot.json', 'tea-pot'],
  ])('%j in %s is %s', (value, path, label) => {
    expect(parseSolutionValue({ ...value, tasks: [task] }, path).artifact.label).toBe(label);
  });
});

test.each([
  [{ implementation: ['* star', '  2) two', 'plain  ', ' '] }, '* star\n  2) two\n- plain'],
  [{ files: [{ path: 'a.ts' }, { file: 'b.ts', target: 'Pot' }] }, '- a.ts\n- b.ts (Pot)'],
  [{ scope: ' kitchen ', action: ' ' }, 'Scope: kitchen'],
])('the brief of %j holds %j', (value, part) => {
  expect(readTask(value).brief).toContain(part);
  expect(readTask(value).brief).not.toContain('undefined');
});
