import { describe, expect, test } from 'vitest';
import { findIssueHold, type HeldSolution, type Known } from '../../../src/issues/hold-issue.ts';
import { readIssue } from '../../../src/issues/issue.ts';

function issue(fields: object = {}): Known {
  const read = readIssue({ id: 'ISS-1', ...fields });
  if (!read.ok) throw new Error(JSON.stringify(read.failure));
  return read.value;
}

function placed(path: string, change: Partial<HeldSolution> = {}): HeldSolution {
  return { path, isDone: false, hasLandings: false, ...change };
}

const one = placed('docs/issues/ISS-1.json', { solution: 'SOL-1' });
const two = placed('docs/issues/b.json', { solution: 'SOL-2' });
const holds = (known: Known, solutions: HeldSolution[]): (string | undefined)[] =>
  solutions.map(({ path }) => findIssueHold('ISS-1', known, solutions, path)?.code);

describe('what keeps the tasks of an issue back', () => {
  test.each<[string, Known, HeldSolution[], (string | undefined)[]]>([
    ['nothing, when nobody knows the issue', undefined, [one], [undefined]],
    ['nothing, when it is open', issue({ status: 'open' }), [one], [undefined]],
    ['that it is put off', issue({ status: 'deferred' }), [one], ['paused']],
    ['that it is closed', issue({ status: 'resolved' }), [one], ['paused']],
    ['that somebody else completed it', issue({ status: 'completed' }), [one], ['paused']],
    [
      'nothing, when what planex completed has changed',
      issue({ status: 'completed' }),
      [placed('a', { hasLandings: true })],
      [undefined],
    ],
    ['that the store cannot be read', 'unreadable', [one], ['internal']],
    ['that none of two solutions is chosen', undefined, [one, two], ['choose-solution', 'choose-solution']],
    [
      'that another one is chosen, by its id',
      issue({ bound_solution_id: 'SOL-2' }),
      [one, two],
      ['choose-solution', undefined],
    ],
    [
      'that another one is chosen, by its path',
      issue({ bound_solution_id: 'docs/issues/ISS-1.json' }),
      [one, two],
      [undefined, 'choose-solution'],
    ],
    [
      'that the chosen one cannot be told from another',
      issue({ bound_solution_id: 'SOL-1' }),
      [one, { ...two, solution: 'SOL-1' }],
      ['choose-solution', 'choose-solution'],
    ],
    [
      'that the chosen one is not in place',
      issue({ bound_solution_id: 'SOL-9' }),
      [one, two],
      ['choose-solution', 'choose-solution'],
    ],
    [
      'that the file of the chosen one cannot be read',
      issue({ bound_solution_id: 'docs/issues/c.json' }),
      [placed('docs/issues/a.json')],
      ['choose-solution'],
    ],
    [
      'nothing, when the only one there has no id and may be the chosen one',
      issue({ bound_solution_id: 'SOL-9' }),
      [placed('docs/issues/ISS-1.json')],
      [undefined],
    ],
    [
      'that nobody chose it, when the other one is done',
      undefined,
      [{ ...one, isDone: true }, two],
      ['choose-solution', 'choose-solution'],
    ],
    [
      'nothing, when all are done',
      undefined,
      [
        { ...one, isDone: true },
        { ...two, isDone: true },
      ],
      [undefined, undefined],
    ],
  ])('%s', (_, known, solutions, expected) => {
    expect(holds(known, solutions)).toEqual(expected);
  });

  test('names a chosen one that is not there', () => {
    const hold = findIssueHold('ISS-1', issue({ bound_solution_id: 'SOL-9' }), [one], one.path);
    expect(hold?.message).toBe(
      'another solution of ISS-1 was chosen: SOL-9, which is not in place or cannot be read',
    );
    expect(hold?.action).toBe('planex issues show ISS-1; planex issues update ISS-1 --solution 1');
  });

  test('says which there are, and how to choose', () => {
    const hold = findIssueHold('ISS-1', undefined, [one, two], one.path);
    expect(hold?.message).toBe('choose a solution: ISS-1 has 2: docs/issues/ISS-1.json, docs/issues/b.json');
    expect(hold?.action).toBe('planex issues show ISS-1; planex issues update ISS-1 --solution 1|2');
  });
});
