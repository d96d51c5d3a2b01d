import { describe, expect, test } from 'vitest';
import { nameIssue, readImport } from '../../../src/issues/read-import.ts';

const SOLUTION = { id: 'S1', tasks: [{ id: 'T1', title: 'Write', commands: ['true'] }] };

const read = (path: string, ...parts: unknown[]) =>
  readImport({
    path,
    text: parts.map((one) => (typeof one === 'string' ? one : JSON.stringify(one))).join('\n'),
  });

describe('a file to be imported', () => {
  test('of one issue is one as a whole', () => {
    const { items, problems } = read('tea.json', '{\n  "id": "ISS-1",\n  "title": "Tea  time"\n}');
    expect(problems).toEqual([]);
    expect(items).toEqual([
      { kind: 'issue', id: 'ISS-1', json: '{"id":"ISS-1","title":"Tea  time"}', place: 'tea.json' },
    ]);
  });

  test('of lines is one issue or solution to a line, those without an id are new', () => {
    const { items, problems } = read(
      'all.JSONL',
      '\uFEFF{"id":"ISS-1"}',
      '',
      { title: 'Tea' },
      { id: null, context: 'It is cold.' },
      { issue_id: 'ISS-1', solution: SOLUTION },
    );
    expect(problems).toEqual([]);
    expect(items).toMatchObject([
      { kind: 'issue', id: 'ISS-1', place: 'all.JSONL:1' },
      { kind: 'issue', json: '{"title":"Tea"}', place: 'all.JSONL:3' },
      { kind: 'issue', place: 'all.JSONL:4' },
      { kind: 'solution', id: 'ISS-1', tasks: 1, place: 'all.JSONL:5' },
    ]);
    expect(items.map((item) => item.id)).toEqual(['ISS-1', undefined, undefined, 'ISS-1']);
  });

  test.each<[string, unknown]>([
    ['as it stands', { issue_id: 'ISS-1', ...SOLUTION }],
    ['in a field of its own', { issue_id: 'ISS-1', solution: SOLUTION }],
    ['as the one that was bound', { issue_id: 'ISS-1', solution: { bound: SOLUTION } }],
  ])('may be of a solution: %s', (_, value) => {
    const { items, problems } = read('s.json', value);
    expect(problems).toEqual([]);
    expect(items).toMatchObject([{ kind: 'solution', id: 'ISS-1', tasks: 1, place: 's.json' }]);
    expect(JSON.parse(items[0]?.json ?? '')).toMatchObject(SOLUTION);
  });

  test.each<[string, string, string[]]>([
    ['a.json', '', ['a.json: error: there is nothing in it (empty)']],
    ['a.jsonl', ' \n\n', ['a.jsonl: error: there is nothing in it (empty)']],
    [
      'a.json',
      '{"title":"Tea"}',
      [
        'a.json:1:1: error: it has no tasks, so it is no solution, and no id, so it is no issue (issue-shape)',
      ],
    ],
    ['a.json', '[]', ['a.json:1:1: error: Invalid input: expected object, received array (issue-shape)']],
    [
      'a.jsonl',
      '{"id":"ISS-1"}\n{"priority":1}',
      [
        'a.jsonl:2:1: error: it has no id, no title and no context, so nobody could tell what it is (issue-shape)',
      ],
    ],
    [
      'a.jsonl',
      '{"id":"ISS-1"}\n{"id":"ISS-2","priority":9}',
      ['a.jsonl:2:26: error: priority: expected a number from 1 to 5 or a word such as high (issue-shape)'],
    ],
  ])('%s with %j is refused where it is wrong', (path, text, problems) => {
    expect(readImport({ path, text }).problems).toEqual(problems);
  });

  test('of a solution without tasks is refused, and so is what is no JSON', () => {
    for (const text of ['{"tasks":[]}', '{"id":', '{"id":"A"']) {
      const { items, problems } = readImport({ path: 's.json', text });
      expect(items, text).toEqual([]);
      expect(problems.length, text).toBeGreaterThan(0);
      for (const problem of problems) expect(problem).toMatch(/^s\.json(?::\d+:\d+)?: error: /);
    }
  });

  test('of a new issue gets its id, and the rest stays', () => {
    expect(nameIssue('{"title":"Tea","n":1.0}', 'ISS-7')).toBe('{"title":"Tea","n":1.0,"id":"ISS-7"}');
  });
});
