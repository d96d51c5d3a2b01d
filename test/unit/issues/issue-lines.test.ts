import { fc, test as property } from '../../support/property.ts';
import { describe, expect, test } from 'vitest';
import { addLines, changeLine, readIssueLines } from '../../../src/issues/issue-lines.ts';
import { setFields } from '../../../src/issues/set-fields.ts';

const line = (id: string, more = ''): string => `{"id":"${id}","title":"Tea"${more}}`;

describe('a file of issues', () => {
  test('gives each issue with what it says, in the order of its lines', () => {
    const { lines, diagnostics } = readIssueLines(
      `${line('ISS-1', ',"status":"open","priority":"high"')}\r\n \t\n{"id":"GH-7","context":"It is cold.\\nVery."}\n`,
    );
    expect(diagnostics).toEqual([]);
    expect(
      lines.map(({ line: at, issue }) => [at, issue.id, issue.title, issue.status, issue.priority]),
    ).toEqual([
      [1, 'ISS-1', 'Tea', 'open', 2],
      [3, 'GH-7', 'It is cold.', 'registered', 3],
    ]);
  });

  test.each([
    ['{"id":"A",}', '2:11: a key in double quotes is expected, not "}"'],
    ['<<<<<<< HEAD', '2:1: a value is expected, not "<"'],
    ['[]', '2:1: Invalid input: expected object, received array'],
    ['{"title":"no id"}', '2:1: id: expected text'],
    [
      '{"id":"two words"}',
      '2:7: id: the id has to be one word of at most 100 visible characters, without / \\ #',
    ],
    [
      '{"id":"../../etc"}',
      '2:7: id: the id has to be one word of at most 100 visible characters, without / \\ #',
    ],
    ['{"id":"A","priority":9}', '2:22: priority: expected a number from 1 to 5 or a word such as high'],
    [
      '{"id":"A","priority":"constructor"}',
      '2:22: priority: expected a number from 1 to 5 or a word such as high',
    ],
    ['{"id":"ISS-1"}', '2:1: ISS-1 stands on line 1 already; keep one of them'],
  ])('%s is refused where it stands, and the other lines count', (bad, expected) => {
    const { lines, diagnostics } = readIssueLines(`${line('ISS-1')}\n${bad}\n${line('ISS-2')}\n`);
    expect(diagnostics.map((one) => `${one.line}:${one.column}: ${one.message}`)).toEqual([expected]);
    expect(diagnostics[0]?.severity).toBe('error');
    expect(lines.map(({ issue }) => issue.id)).toEqual(
      bad.includes('ISS-1') ? ['ISS-1', 'ISS-1', 'ISS-2'] : ['ISS-1', 'ISS-2'],
    );
  });

  test.each(['doing', 'constructor', '__proto__'])('a status that nobody uses is named: %s', (word) => {
    const { diagnostics } = readIssueLines(`{"id":"A","status":"${word}"}`);
    expect(diagnostics[0]?.message).toContain(`"${word}" is no status: registered, planning,`);
  });

  test('a change keeps every byte that it is not about', () => {
    const text = `\uFEFF${line('A')}\r\n  { "n" : 1.0, "big":12345678901234567890,"id":"B" , "status" : "open","x":{"status":"mine"} }  \r\n${line('C')}`;
    expect(changeLine(text, 2, { status: 'paused', bound_solution_id: 'SOL-1' })).toBe(
      `\uFEFF${line('A')}\r\n  { "n" : 1.0, "big":12345678901234567890,"id":"B" , "status" : "paused","x":{"status":"mine"},"bound_solution_id":"SOL-1" }  \r\n${line('C')}`,
    );
    expect(changeLine(text, 1, { title: 'Milk' })).toBe(text.replace('Tea', 'Milk'));
  });

  test('what is added begins on a line of its own, with the line ends of the file', () => {
    expect(addLines('', ['{"id":"A"}'])).toBe('{"id":"A"}\n');
    expect(addLines('\uFEFF', ['{"id":"A"}'])).toBe('\uFEFF{"id":"A"}\n');
    expect(addLines('{}\r\n{}', ['{"id":"A"}'])).toBe('{}\r\n{}\r\n{"id":"A"}\r\n');
  });
});

describe('fields set in the text of an object', () => {
  const key = fc.string({ maxLength: 6 }).filter((one) => one !== '__proto__');
  const object = fc.dictionary(key, fc.jsonValue({ maxDepth: 3 }), { noNullPrototype: true, maxKeys: 6 });
  const unsigned = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

  property.prop([object, key, fc.jsonValue(), fc.constantFrom(0, 2)])(
    'give what assignment gives, in any layout',
    (value, name, set, indent) => {
      const text = setFields(JSON.stringify(value, undefined, indent), { [name]: set });
      expect(JSON.parse(text)).toEqual(unsigned({ ...value, [name]: set }));
    },
  );
});
