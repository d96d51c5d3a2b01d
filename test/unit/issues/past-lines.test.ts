import { describe, expect, test } from 'vitest';
import {
  dropLine,
  findPastErrors,
  isMovedCopy,
  isSameIssue,
  pickLine,
  readPastLines,
  replaceLine,
} from '../../../src/issues/past-lines.ts';
import { bindLine, readSolutionLines } from '../../../src/issues/solution-lines.ts';
import { readIssueLines } from '../../../src/issues/issue-lines.ts';

const MARK = '\uFEFF';
const AT = '2026-11-21T08:00:00.000Z';

describe('past issues', () => {
  const text =
    '{"id":"A","title":"first"}\n{"id":"B"}\n{"id":"A","title":"again"}\n{"id":"C","status":"doing"}\n{"id":\n';

  test('are read with the last line of each', () => {
    const { lines, diagnostics } = readPastLines(text);
    expect(lines.map(({ issue, line }) => [issue.id, issue.title, line])).toEqual([
      ['A', 'again', 3],
      ['B', 'B', 2],
    ]);
    expect(diagnostics.map(({ rule, line }) => [rule, line])).toEqual([
      ['issue-shape', 4],
      ['not-json', 5],
    ]);
  });

  test('are not written where a line is no JSON, and for no other reason', () => {
    expect(findPastErrors(text).map(({ rule, line }) => [rule, line])).toEqual([['not-json', 5]]);
    expect(findPastErrors(text.replace('{"id":\n', ''))).toEqual([]);
  });

  test('keep every byte of the lines that are not changed', () => {
    const lines = `${MARK}{"id":"A"} \r\n{"id":"B"}\n{"id":"C"}`;
    expect([1, 2, 3, 4].map((line) => pickLine(lines, line))).toEqual([
      '{"id":"A"}',
      '{"id":"B"}',
      '{"id":"C"}',
      '',
    ]);
    expect(dropLine(lines, 1)).toBe(`${MARK}{"id":"B"}\n{"id":"C"}`);
    expect(dropLine(lines, 2)).toBe(`${MARK}{"id":"A"} \r\n{"id":"C"}`);
    expect(replaceLine(lines, 1, '{}')).toBe(`${MARK}{}\r\n{"id":"B"}\n{"id":"C"}`);
    expect(replaceLine(lines, 3, '{}')).toBe(`${MARK}{"id":"A"} \r\n{"id":"B"}\n{}`);
  });

  test('are the same by id and beginning, and copies when only what a move sets differs', () => {
    const read = (json: string) => readIssueLines(json).lines.map(({ issue }) => issue);
    const [one] = read('{"id":"A","created_at":"1","title":"x","status":"open"}');
    const [moved] = read(
      '{"status":"completed","updated_at":"2","completed_at":"2","title":"x","id":"A","created_at":"1"}',
    );
    const [renamed] = read('{"id":"A","created_at":"1","title":"y","status":"open"}');
    const [later] = read('{"id":"A","created_at":"2","title":"x","status":"open"}');
    if (!one || !moved || !renamed || !later) throw new Error('not read');
    expect([moved, renamed, later].map((other) => isSameIssue(one, other))).toEqual([true, true, false]);
    expect([moved, renamed, later].map((other) => isMovedCopy(one, other))).toEqual([true, false, false]);
  });
});

describe('solutions that a store holds', () => {
  const text = `${MARK}{"id":" S1 ","is_bound":true,"tasks":[]}\r\n\n{"is_bound":"yes"}\n[1]\n{"id":\n{"id":"S2"}\n`;

  test('are read each with its line, and what is none is said where it stands', () => {
    const { solutions, diagnostics } = readSolutionLines(text);
    expect(solutions).toEqual([
      { id: 'S1', isBound: true, line: 1, text: '{"id":" S1 ","is_bound":true,"tasks":[]}' },
      { isBound: false, line: 3, text: '{"is_bound":"yes"}' },
      { id: 'S2', isBound: false, line: 6, text: '{"id":"S2"}' },
    ]);
    expect(diagnostics.map(({ severity, rule, line }) => [severity, rule, line])).toEqual([
      ['error', 'shape', 4],
      ['error', 'not-json', 5],
    ]);
    expect(diagnostics[0]).toMatchObject({
      column: 1,
      message: 'expected an object with the tasks of a solution',
    });
  });

  test('are bound one at a time, and nothing else of them changes', () => {
    expect(bindLine(text, 6, AT)).toBe(
      text
        .replace('"is_bound":true', '"is_bound":false')
        .replace('{"id":"S2"}', `{"id":"S2","is_bound":true,"bound_at":"${AT}"}`),
    );
  });
});
