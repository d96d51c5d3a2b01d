import { expect, it } from 'vitest';
import { planText, type PlanTask, writes } from '../../support/plan.ts';
import { planexOk, readEventLog, settle, standings } from '../../support/planex.ts';
import { makeRepository, type TestRepository } from '../../support/repository.ts';

const PLAN = 'docs/plans/2026-11-20-tea.md';
const TASK = 'docs/plans/2026-11-20-tea#1';

/** An approved plan with these tasks and tolerances, written but not committed. */
function writeTea(
  repository: TestRepository,
  tasks: readonly PlanTask[],
  tolerances: readonly string[],
  constraints = 'None.',
): void {
  const sections = [
    `## Constraints\n\n${constraints}\n`,
    `## Tolerances\n\n${tolerances.map((line) => `- ${line}\n`).join('')}`,
    '## Decision Log\n\n- Decision: tea\n  Rationale: thirst\n',
  ];
  repository.write(PLAN, `${planText(tasks, { status: 'APPROVED' })}\n${sections.join('\n')}`);
}

/** The runs that planex has started. */
function countRuns(repository: TestRepository): number {
  return readEventLog(repository).filter(({ type }) => type === 'run:claimed').length;
}

const THREE_FILES: PlanTask = {
  title: 'Write three',
  commands: ['for name in a b c; do echo tea > $name.txt; done'],
};

it('a run that changes more files than its plan allows is stopped, kept and written into the plan', async () => {
  const repository = makeRepository();
  writeTea(repository, [THREE_FILES, writes('d.txt')], ['Scope: stop if more than 2 files change.']);
  const before = repository.git('rev-parse', 'HEAD');
  const { status } = await settle(repository);
  expect(standings(status)).toEqual(['waiting: breach', 'waiting: clarification']);
  const reason = status.tasks[0]?.reason;
  expect(reason?.message).toContain('3 files: a.txt, b.txt, c.txt');
  expect(reason?.message).toContain('at most 2 files (line');
  expect(reason?.action).toContain(`planex resolve ${TASK} --option`);
  expect(repository.git('rev-parse', 'HEAD')).toBe(before);
  // Its work is kept.
  const kept = repository.git('for-each-ref', '--format=%(refname)', 'refs/planex/runs').split('\n');
  expect(kept).toHaveLength(1);
  expect(repository.git('show', '--format=', '--name-only', kept[0] ?? '').split('\n')).toEqual([
    'a.txt',
    'b.txt',
    'c.txt',
  ]);
  // The plan says what happened, and how it goes on.
  const plan = repository.read(PLAN);
  expect(plan).toContain('Status: BLOCKED');
  expect(plan).toMatch(
    /Rationale: A tolerance is passed\. 3 files: a\.txt, b\.txt, c\.txt; the limit is at most 2 files/,
  );
  expect(plan).toMatch(/Options: \(1\) .*\(2\) .*\(3\)/);
  expect(plan).toContain(kept[0]);
  // It stays so.
  expect(standings((await settle(repository)).status)).toEqual(['waiting: breach', 'waiting: clarification']);
  expect(countRuns(repository)).toBe(1);
  expect(await planexOk(repository, 'why', TASK)).toContain('breach');
});

it('a plan with other numbers goes on with the work that was kept, and is IN PROGRESS again', async () => {
  const repository = makeRepository();
  const once = {
    ...THREE_FILES,
    commands: [...(THREE_FILES.commands ?? []), 'echo once >> "$(git rev-parse --git-common-dir)/log"'],
  };
  writeTea(repository, [once], ['Scope: stop if more than 2 files change.']);
  await settle(repository);
  repository.write(PLAN, repository.read(PLAN).replace('more than 2 files', 'more than 3 files'));
  const { status } = await settle(repository);
  expect(standings(status)).toEqual(['done']);
  expect(repository.git('show', '--format=', '--name-only', 'HEAD').split('\n')).toEqual([
    'a.txt',
    'b.txt',
    'c.txt',
  ]);
  // Nobody was asked to do it again.
  expect(repository.read('.git/log')).toBe('once\n');
  expect(repository.read(PLAN)).toContain('Status: IN PROGRESS');
});
