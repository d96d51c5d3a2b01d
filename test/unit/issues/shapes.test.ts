import { describe, expect, test } from 'vitest';
import { parseSolution } from '../../../src/artifacts/solution.ts';
import { readImport } from '../../../src/issues/read-import.ts';

// Solutions and issues in the shapes that programs have written them in: what is taken, and what is not and why.
const TASK = { id: 'T1', title: 'Heat the pot', implementation: ['Fill', 'Heat'] };

/** What a person sees of the one task of a solution. */
function describeTask(solution: object) {
  const { artifact, diagnostics } = parseSolution(
    'docs/issues/ISS-20261120-001.json',
    JSON.stringify(solution),
  );
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  expect(JSON.stringify(artifact)).not.toContain('undefined');
  const [task] = artifact.tasks;
  return {
    issue: artifact.label,
    title: artifact.title,
    key: task?.key,
    files: task?.files.map(({ kind, path }) => `${kind} ${path}`),
    after: task?.dependsOn,
    verify: task?.verify.map(({ text }) => text),
    notRun: task?.notRun,
    commit: task?.commitType,
  };
}

const PLAIN = {
  issue: 'ISS-20261120-001',
  title: 'Heat the pot',
  key: 'T1',
  files: [],
  after: undefined,
  verify: [],
  notRun: undefined,
  commit: undefined,
};

describe('solutions', () => {
  test.each<[string, object, Partial<typeof PLAIN> | Record<string, unknown>]>([
    ['nothing but a title', { tasks: [TASK] }, {}],
    [
      'the older shape, with points to modify and sentences to accept it by',
      {
        id: 'SOL-ISS-7-1',
        issue_id: 'ISS-7',
        tasks: [
          {
            ...TASK,
            modification_points: [{ file: 'src/pot.ts', target: 'Pot', change: 'a lid' }],
            acceptance: { criteria: ['hot'], verification: ['npm test', 'Verify that it is hot'] },
            depends_on: [],
          },
        ],
      },
      {
        issue: 'ISS-7',
        files: ['modify src/pot.ts'],
        after: [],
        verify: ['npm test'],
        notRun: ['Verify that it is hot'],
      },
    ],
    [
      'the newer shape, bound',
      {
        issue_id: 'ISS-8',
        solution: {
          bound: {
            title: 'Hot tea',
            tasks: [
              {
                ...TASK,
                files: [{ path: 'src/new.ts', action: 'Create' }],
                convergence: {
                  criteria: ['hot'],
                  verification: 'grep -q hot tea.txt',
                  definition_of_done: 'hot',
                },
                test: { commands: ['npm test'] },
                commit: { type: 'fix', scope: 'pot', message_template: 'fix(pot): heat', breaking: false },
              },
            ],
          },
        },
      },
      {
        issue: 'ISS-8',
        title: 'Hot tea',
        files: ['create src/new.ts'],
        verify: ['npm test', 'grep -q hot tea.txt'],
        commit: 'fix',
      },
    ],
    ['ids of another form', { tasks: [{ ...TASK, id: 'TASK-001' }] }, { key: 'TASK-001' }],
    ['a number for an id', { tasks: [{ ...TASK, id: 7 }] }, { key: '7' }],
    ['an action that nobody else uses', { tasks: [{ ...TASK, action: 'Investigate' }] }, {}],
    [
      'nothing where something may stand',
      { tasks: [{ ...TASK, files: null, commit: null, test: null }] },
      {},
    ],
    [
      'how urgent it is, as a word',
      { tasks: [{ ...TASK, priority: 'high', effort: '2h', status: 'pending' }] },
      {},
    ],
    ['how urgent it is, as a number', { tasks: [{ ...TASK, priority: 1, status: 'completed' }] }, {}],
    [
      'analysis, score and what was explored',
      {
        tasks: [TASK],
        analysis: { risk: 'low' },
        score: 0.9,
        exploration_context: { files: [] },
        is_bound: true,
      },
      {},
    ],
  ])('with %s', (_, solution, seen) => {
    expect(describeTask(solution)).toEqual({ ...PLAIN, ...seen });
  });

  test.each([
    ['a list of files that is a number', { tasks: [{ ...TASK, files: 3 }] }, 'files: expected a list'],
    ['a task without an id', { tasks: [{ title: 'Heat' }] }, 'tasks, item 1, id: expected text or a number'],
    ['a task that comes after itself', { tasks: [{ ...TASK, depends_on: ['T1'] }] }, 'T1'],
    ['a task after one that is not there', { tasks: [{ ...TASK, depends_on: ['T9'] }] }, 'T9'],
    ['one id for two tasks', { tasks: [TASK, TASK] }, 'T1'],
    [
      'tasks in a circle',
      {
        tasks: [
          { ...TASK, depends_on: ['T2'] },
          { ...TASK, id: 'T2', depends_on: ['T1'] },
        ],
      },
      'T2',
    ],
    ['a path out of the repository', { tasks: [{ ...TASK, files: [{ path: '../x' }] }] }, '../x'],
    ['no tasks where there should be some', { solution: { title: 'Tea' } }, 'tasks'],
  ])('with %s are refused, and it says where', (_, solution, why) => {
    const { diagnostics } = parseSolution('docs/issues/ISS-1.json', JSON.stringify(solution, null, 2));
    const errors = diagnostics.filter(({ severity }) => severity === 'error');
    expect(errors.map(({ message }) => message).join('\n')).toContain(why);
    for (const error of errors)
      expect(error).toMatchObject({ line: expect.any(Number), column: expect.any(Number) });
  });
});

describe('a solution that names its issue in its own id alone', () => {
  const labelOf = (path: string, id: string): string =>
    parseSolution(path, JSON.stringify({ id, tasks: [TASK] })).artifact.label;

  test.each([
    ['SOL-ISS-9-a7x9', 'ISS-9'],
    ['SOL-ISS-20261120-001-1a', 'ISS-20261120-001'],
    ['sol-tea-12345678', 'tea'],
    // Not of the form, so that the file names it.
    ['SOL-ISS-9-x', 'heat'],
    ['SOL-ISS-9-123456789', 'heat'],
    ['SOL-a7x9', 'heat'],
    ['MY-SOL-ISS-9-a7x9', 'heat'],
    ['SOL-ISS-9-a7x9 or so', 'heat'],
  ])('has of %s the issue %s', (id, issue) => {
    expect(labelOf('docs/issues/heat.json', id)).toBe(issue);
  });

  test('and lies in a file named after an issue is of that issue', () => {
    expect(labelOf('docs/issues/ISS-7.json', 'SOL-ISS-9-a7x9')).toBe('ISS-7');
  });
});

describe('what is imported', () => {
  const NEITHER = 'it has no tasks, so it is no solution, and no id, so it is no issue';

  test.each([
    ['a schema', 'schema.json', { $schema: 'x', type: 'object', properties: { tasks: {} } }],
    ['a list of queues', 'index.json', { active_queue_id: null, queues: [{ id: 'QUE-1' }] }],
    ['a plan of something else', 'plan.json', { summary: 'Tea', task_ids: ['T1'] }],
  ])('%s is neither issue nor solution', (_, path, value) => {
    const { items, problems } = readImport({ path, text: JSON.stringify(value) });
    expect(items).toEqual([]);
    expect(problems.join('\n')).toContain(NEITHER);
  });

  test.each(['open', 'closed', 'resolved', 'deferred', 'registered', 'planned', 'completed'])(
    'an issue that is %s is taken as it is',
    (status) => {
      const issue = { id: 'ISS-1', title: 'Tea', status, priority: 2, tags: ['pot'], feedback: [] };
      const { items, problems } = readImport({ path: 'issues.jsonl', text: `${JSON.stringify(issue)}\n` });
      expect(problems).toEqual([]);
      expect(items).toMatchObject([{ kind: 'issue', id: 'ISS-1', json: JSON.stringify(issue) }]);
    },
  );
});
