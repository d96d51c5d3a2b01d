import { describe, expect, it } from 'vitest';
import { deriveTasks } from '../../../src/tasks/derive.ts';
import { taskId } from '../../../src/tasks/task-id.ts';
import { parsePlanText, parseSolutionValue } from '../../support/artifacts.ts';
import { planText } from '../../support/plan.ts';

function orderOf(dependsOn: (string | undefined)[]): string[][] {
  const tasks = dependsOn.map((text) => (text === undefined ? {} : { dependsOn: text }));
  const { artifact } = parsePlanText(planText(tasks));
  return deriveTasks('docs/plans/tea.md', artifact).map((task) => task.after);
}

describe('a task id', () => {
  it.each([
    ['docs/plans/2026-11-20-login.md', '2', 'docs/plans/2026-11-20-login#2'],
    ['docs/issues/ISS-20261120-001.json', 'T1', 'docs/issues/ISS-20261120-001#T1'],
    ['docs/plans.v2/login', '4a', 'docs/plans.v2/login#4a'],
    ['docs/a.b.md', '2.5', 'docs/a.b#2.5'],
  ])('of %s, %s', (path, key, id) => expect(taskId(path, key)).toBe(id));
});

describe('the order of tasks', () => {
  it('is that of the document where none declares a dependency', () => {
    expect(orderOf([undefined, undefined, undefined])).toEqual([
      [],
      ['docs/plans/tea#1'],
      ['docs/plans/tea#2'],
    ]);
  });
  it('is as declared once any task declares one', () => {
    expect(orderOf([undefined, undefined, '1'])).toEqual([[], [], ['docs/plans/tea#1']]);
  });
  it('is none where a task declares that it has none', () => {
    expect(orderOf([undefined, 'none'])).toEqual([[], []]);
  });
});

it('a task of a solution has the label and commit type that the solution states', () => {
  const { artifact } = parseSolutionValue({
    issue_id: 'ISS-7',
    solution: { tasks: [{ id: 'T1', title: 'Mend it', implementation: ['mend'], commit: { type: 'fix' } }] },
  });
  expect(deriveTasks('docs/issues/ISS-7.json', artifact)).toMatchObject([
    {
      id: 'docs/issues/ISS-7#T1',
      label: 'ISS-7',
      artifactKind: 'solution',
      commitType: 'fix',
      planStatus: 'none',
      after: [],
    },
  ]);
});
