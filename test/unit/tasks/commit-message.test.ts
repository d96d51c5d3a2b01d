import { fc, test } from '../../support/property.ts';
import { expect, it } from 'vitest';
import { commitMessage, commitSubject } from '../../../src/tasks/commit-message.ts';
import { makeTask } from '../../support/world.ts';

it('the subject of a plan task is feat, the slug and the title', () => {
  expect(commitSubject(makeTask('1', { title: 'Boil water' }))).toBe('feat(tea): Boil water');
});

it('the subject of a solution task has the type that the task asks for', () => {
  const task = makeTask('T1', {
    artifactKind: 'solution',
    label: 'ISS-7',
    title: 'Mend it',
    commitType: 'fix',
  });
  expect(commitSubject(task)).toBe('fix(ISS-7): Mend it');
  const { commitType: _, ...untyped } = task;
  expect(commitSubject(untyped)).toBe('feat(ISS-7): Mend it');
});

it('the message ends with the three trailers', () => {
  expect(commitMessage(makeTask('1', { title: 'Boil water' }), 'run-1')).toBe(
    'feat(tea): Boil water\n\nPlanex-Task: docs/plans/2026-11-20-tea#1\nPlanex-Digest: sha256:1\nPlanex-Run: run-1\n',
  );
});

it('the digest without the ids of other tasks stands beside that with them', () => {
  expect(commitMessage(makeTask('1', { content: 'sha256:rest' }), 'run-1')).toMatch(
    /\nPlanex-Digest: sha256:1\nPlanex-Content: sha256:rest\nPlanex-Run: run-1\n$/,
  );
});

it('a rule that has approved the plan is named behind them', () => {
  expect(commitMessage(makeTask('1'), 'run-1', 'small docs')).toMatch(
    /\nPlanex-Run: run-1\nPlanex-Approval: rule small docs\n$/,
  );
});

test.prop([fc.string({ unit: fc.constantFrom('a', ' ', '\n', '\t', '\r', '#') })])(
  'a title with line breaks never makes a second line',
  (title) => {
    expect(commitMessage(makeTask('1', { title }), 'r').split('\n')[1]).toBe('');
  },
);
