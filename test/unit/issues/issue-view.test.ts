import { describe, expect, test } from 'vitest';
import { readIssue } from '../../../src/issues/issue.ts';
import { type IssueView, type KeptWork, type PlacedWork, viewIssue } from '../../../src/issues/issue-view.ts';
import type { IssueTask } from '../../../src/issues/derive-status.ts';
import type { Reason } from '../../../src/tasks/reason.ts';

function issueWith(fields: object) {
  const read = readIssue({ id: 'ISS-1', ...fields });
  if (!read.ok) throw new Error(JSON.stringify(read.failure));
  return read.value;
}

const PENDING: IssueTask = { status: 'pending' };
const DONE: IssueTask = { status: 'done' };

function placed(solution: string, tasks: readonly IssueTask[], more: object = {}): PlacedWork<IssueTask> {
  const isDone = tasks.every(({ status }) => status === 'done');
  return {
    path: `docs/issues/${solution}.json`,
    solution,
    title: `By ${solution}`,
    errors: [],
    tasks,
    isDone,
    ...more,
  };
}

function kept(id: string | undefined, more: Partial<KeptWork> = {}): KeptWork {
  return { id, title: `Kept ${id}`, tasks: 2, isBound: false, errors: [], ...more };
}

const chosen = ({ solutions }: IssueView<IssueTask>): (string | undefined)[] =>
  solutions.flatMap((one) => (one.chosen ? [one.id ?? one.title] : []));

describe('the view of an issue', () => {
  test('has all that its solutions say, numbered from one, and none twice', () => {
    const view = viewIssue(
      'ISS-1',
      issueWith({ title: 'Tea', status: 'planned', priority: 1, tags: ['hot'] }),
      [placed('A', [PENDING, PENDING], { errors: ['no end'] })],
      [kept('A'), kept('B', { errors: ['no start'] }), kept(undefined)],
    );
    expect(view).toEqual({
      id: 'ISS-1',
      title: 'Tea',
      status: 'queued',
      stored: 'planned',
      priority: 1,
      tags: ['hot'],
      tasks: [PENDING, PENDING],
      solutions: [
        {
          number: 1,
          id: 'A',
          path: 'docs/issues/A.json',
          title: 'By A',
          tasks: 2,
          chosen: true,
          errors: ['no end'],
        },
        { number: 2, id: 'B', title: 'Kept B', tasks: 2, chosen: false, errors: ['no start'] },
        { number: 3, title: 'Kept undefined', tasks: 2, chosen: false, errors: [] },
      ],
    });
  });

  test('says no word of the store that says the same', () => {
    expect(viewIssue('ISS-1', issueWith({ status: 'open' }), [], [])).not.toHaveProperty('stored');
    expect(viewIssue('ISS-1', issueWith({ status: 'queued' }), [], []).stored).toBe('queued');
  });

  test.each<[string, object | undefined, PlacedWork<IssueTask>[], KeptWork[], string]>([
    ['its own', { title: 'Tea' }, [placed('A', [PENDING])], [], 'Tea'],
    ['the chosen one', undefined, [placed('A', [PENDING])], [kept('B')], 'By A'],
    ['the bound one', undefined, [], [kept('A'), kept('B', { isBound: true })], 'Kept B'],
    ['the first, where none is chosen', undefined, [], [kept('A'), kept('B')], 'Kept A'],
    ['its id, where there is nothing else', undefined, [], [], 'ISS-1'],
  ])('is titled by %s', (_, fields, inPlace, stored, title) => {
    const view = viewIssue('ISS-1', fields && issueWith(fields), inPlace, stored);
    expect([view.title, view.priority, view.tags]).toEqual([title, 3, []]);
  });
});

describe('the solution that is chosen', () => {
  test('is the only one there is, wherever it is', () => {
    expect(chosen(viewIssue('ISS-1', undefined, [], [kept('A')]))).toEqual(['A']);
    expect(chosen(viewIssue('ISS-1', undefined, [placed('A', [PENDING])], []))).toEqual(['A']);
    expect(chosen(viewIssue('ISS-1', undefined, [], []))).toEqual([]);
  });

  test('is the one that the issue names, before the one that says so itself', () => {
    const two = [kept('A', { isBound: true }), kept('B')];
    expect(chosen(viewIssue('ISS-1', undefined, [], two))).toEqual(['A']);
    expect(chosen(viewIssue('ISS-1', issueWith({ bound_solution_id: 'B' }), [], two))).toEqual(['B']);
  });

  test('is none that only the store has, where others are in place', () => {
    const view = viewIssue(
      'ISS-1',
      undefined,
      [placed('A', [PENDING]), placed('B', [PENDING])],
      [kept('C', { isBound: true })],
    );
    expect(chosen(view)).toEqual([]);
  });

  test('counts alone: its tasks are those of the issue', () => {
    const view = viewIssue(
      'ISS-1',
      issueWith({ bound_solution_id: 'B' }),
      [placed('A', [PENDING]), placed('B', [DONE])],
      [],
    );
    expect([chosen(view), view.tasks, view.status]).toEqual([['B'], [DONE], 'completed']);
  });

  test('is none that has no tasks', () => {
    const view = viewIssue('ISS-1', undefined, [placed('A', []), placed('B', [PENDING])], []);
    expect(chosen(view)).toEqual(['B']);
  });
});

describe('why an issue does not go on', () => {
  const because = (code: Reason['code']): Reason => ({ code, message: `because of ${code}` });
  const reasonOf = (...tasks: IssueTask[]): string | undefined =>
    viewIssue('ISS-1', undefined, [placed('A', tasks)], []).reason?.code;

  test('is what the first of its tasks says that is not blocked by another', () => {
    const blocked: IssueTask = { status: 'blocked', reason: because('blocked-by') };
    const failed: IssueTask = { status: 'failed', reason: because('tests-failing') };
    expect(reasonOf(blocked, failed)).toBe('tests-failing');
    expect(reasonOf(blocked, PENDING)).toBe('blocked-by');
    expect(reasonOf({ status: 'pending', reason: because('blocked-by') }, failed)).toBe('tests-failing');
    expect(reasonOf({ ...DONE, reason: because('blocked-by') }, { status: 'failed' })).toBeUndefined();
  });

  test('is nothing while it goes on, or is over', () => {
    const failed: IssueTask = { status: 'failed', reason: because('tests-failing') };
    expect(reasonOf({ status: 'running' }, failed)).toBeUndefined();
    expect(reasonOf(DONE)).toBeUndefined();
    const closed = viewIssue('ISS-1', issueWith({ status: 'resolved' }), [placed('A', [failed])], []);
    expect([closed.status, closed.reason]).toEqual(['closed', undefined]);
  });

  test('is the choice that a person has to make, with the command for it', () => {
    const { reason } = viewIssue('ISS 1', undefined, [], [kept('A'), kept('B')]);
    expect(reason).toEqual({
      code: 'choose-solution',
      message: 'choose a solution: ISS 1 has 2',
      action: "planex issues update 'ISS 1' --solution 1|2",
    });
    const bound = viewIssue('ISS-1', issueWith({ bound_solution_id: 'B' }), [], [kept('A'), kept('B')]);
    expect(bound.reason).toBeUndefined();
    expect(viewIssue('ISS-1', undefined, [], [kept('A')]).reason).toBeUndefined();
    expect(reasonOf(PENDING)).toBeUndefined();
  });
});

describe('an issue whose only file has errors', () => {
  const broken = placed('A', [], { errors: ['docs/issues/A.json:2:1: no end', 'and more'], isDone: false });

  test('has failed, and says where', () => {
    const view = viewIssue('ISS-1', undefined, [broken], []);
    expect(view.status).toBe('failed');
    expect(view.reason).toEqual({
      code: 'internal',
      message: 'docs/issues/A.json:2:1: no end',
      action: 'mend it; planex lint docs/issues/A.json',
    });
  });

  test('is put off all the same, and goes on where another file of it is sound', () => {
    const paused = viewIssue('ISS-1', issueWith({ status: 'paused' }), [broken], []);
    expect([paused.status, paused.reason]).toEqual(['paused', undefined]);
    expect(viewIssue('ISS-1', undefined, [broken, placed('B', [PENDING])], []).status).toBe('queued');
  });

  test('and one whose file has no tasks has not', () => {
    expect(viewIssue('ISS-1', undefined, [{ ...broken, errors: [] }], []).status).toBe('planned');
  });
});

test('what is in place and was not chosen says why it waits, where the chosen one is not there', () => {
  const waits: Reason = { code: 'choose-solution', message: 'another solution of ISS-1 was chosen: SOL-9' };
  const inPlace = placed('A', [{ status: 'waiting', reason: waits }]);
  const bound = issueWith({ bound_solution_id: 'SOL-9' });
  const view = viewIssue('ISS-1', bound, [inPlace], [kept('SOL-9')]);
  expect([view.status, view.reason, chosen(view)]).toEqual(['planned', waits, ['SOL-9']]);
});
