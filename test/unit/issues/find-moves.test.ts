import { expect, test } from 'vitest';
import { findMoves } from '../../../src/issues/find-moves.ts';
import type { HeldSolution } from '../../../src/issues/hold-issue.ts';
import { readIssueLines } from '../../../src/issues/issue-lines.ts';

const DONE: HeldSolution = { path: 'a.json', isDone: true, hasLandings: true };
const OPEN: HeldSolution = { path: 'a.json', isDone: false, hasLandings: false };
const UNDONE: HeldSolution = { path: 'a.json', isDone: false, hasLandings: true };

function find(present: object | undefined, past: object | undefined, ...solutions: HeldSolution[]) {
  const read = (one: object | undefined) =>
    readIssueLines(one === undefined ? '' : JSON.stringify({ id: 'TEA', ...one })).lines.map(
      ({ issue }) => [issue.id, issue] as const,
    );
  const known = { past: new Map(read(past)), present: new Set(read(present).map(([id]) => id)) };
  const issues = new Map([...read(past), ...read(present)]);
  const { ended, reopened } = findMoves({ ...known, issues }, new Map([['TEA', solutions]]));
  return { ended: ended.length, reopened: reopened.length };
}

const STAYS = { ended: 0, reopened: 0 };
const ENDS = { ended: 1, reopened: 0 };
const REOPENS = { ended: 0, reopened: 1 };
const completed = { status: 'completed' };

test.each([
  ['all is done', {}, undefined, [DONE], ENDS],
  ['not all is done', {}, undefined, [OPEN], STAYS],
  [
    'one of two solutions is done, and none is chosen',
    {},
    undefined,
    [DONE, { ...OPEN, path: 'b.json' }],
    STAYS,
  ],
  [
    'the chosen one is done',
    { bound_solution_id: 'a.json' },
    undefined,
    [DONE, { ...OPEN, path: 'b.json' }],
    ENDS,
  ],
  [
    'one of two solutions is done, and the chosen one is not there',
    { bound_solution_id: 'SOL-9' },
    undefined,
    [
      { ...DONE, solution: 'SOL-1' },
      { ...OPEN, path: 'b.json', solution: 'SOL-2' },
    ],
    STAYS,
  ],
  [
    'all is done, and the chosen one is not there',
    { bound_solution_id: 'SOL-9' },
    undefined,
    [{ ...DONE, solution: 'SOL-1' }],
    ENDS,
  ],
  ['all is done, and a person has closed it', { status: 'resolved' }, undefined, [DONE], STAYS],
  ['it is past already', undefined, completed, [DONE], STAYS],
  ['only its solution names it', undefined, undefined, [DONE], STAYS],
  ['a planex died while it ended it', {}, completed, [DONE], ENDS],
  ['a commit of it was undone', undefined, completed, [UNDONE], REOPENS],
  ['a planex died while it reopened it', { status: 'registered' }, completed, [UNDONE], REOPENS],
  ['it was reopened and changed', { title: 'Hot' }, completed, [UNDONE], STAYS],
  ['another program completed it', undefined, completed, [OPEN], STAYS],
  ['a person has closed it', undefined, { status: 'closed' }, [UNDONE], STAYS],
])('%s', (_, present, past, solutions, moves) => {
  expect(find(present, past, ...solutions)).toEqual(moves);
});
