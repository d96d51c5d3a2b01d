import { copyFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { execPlanText } from '../../support/exec-plan.ts';
import { planText, writes } from '../../support/plan.ts';
import { planexOk, settle, standings } from '../../support/planex.ts';
import { makeRepository, type TestRepository } from '../../support/repository.ts';

const pathOf = (name: string): string => `docs/plans/2026-11-20-${name}.md`;

const move = (at: TestRepository, from: string, to: string): void =>
  renameSync(join(at.path, pathOf(from)), join(at.path, pathOf(to)));

const copy = (at: TestRepository, from: string, to: string): void =>
  copyFileSync(join(at.path, pathOf(from)), join(at.path, pathOf(to)));

/** Looks twice. */
async function look(repository: TestRepository): Promise<string[]> {
  const first = standings((await settle(repository)).status);
  expect(standings((await settle(repository)).status)).toEqual(first);
  return first;
}

/** A repository in which plan `a` is done, whose work can be done again; `runs` tells how often it was. */
async function makeDone(): Promise<{ repository: TestRepository; runs: () => number }> {
  const repository = makeRepository();
  repository.write('.git/runs', '');
  const count = `echo run >> "$(git rev-parse --path-format=absolute --git-common-dir)/runs"`;
  const task = { files: ['tea.txt'], commands: [count, 'echo tea >> tea.txt'], boxes: [] };
  repository.write(pathOf('a'), planText([task]));
  expect(await look(repository)).toEqual(['done']);
  return { repository, runs: () => repository.read('.git/runs').split('run').length - 1 };
}

const REMOVED = 'waiting: removed-by-user';

it('a plan that was renamed stays done when a copy of it gets its old name, under which it was done', async () => {
  const { repository, runs } = await makeDone();
  move(repository, 'a', 'b');
  expect(await look(repository)).toEqual(['done']);
  copy(repository, 'b', 'a');
  expect(await look(repository)).toEqual(['done', 'done']);
  expect(runs()).toBe(1);
  repository.git('revert', '--no-edit', 'HEAD');
  expect(await look(repository)).toEqual([REMOVED, REMOVED]);
  await planexOk(repository, 'retry', 'docs/plans/2026-11-20-b#1');
  expect(await look(repository)).toEqual([REMOVED, 'done']);
  expect(runs()).toBe(2);
});

it('a done plan stays done when it is put away as a copy, and goes on with other words', async () => {
  const { repository, runs } = await makeDone();
  copy(repository, 'a', 'put-away');
  repository.write(pathOf('a'), repository.read(pathOf('a')).replace('# A plan', '# Another title'));
  expect(await look(repository)).toEqual(['done', 'done']);
  expect(runs()).toBe(1);
});

it('a copy of a plan that was renamed after it was done is work of its own', async () => {
  const { repository, runs } = await makeDone();
  move(repository, 'a', 'b');
  expect(await look(repository)).toEqual(['done']);
  copy(repository, 'b', 'c');
  expect(await look(repository)).toEqual(['done', 'done']);
  expect(runs()).toBe(2);
  move(repository, 'b', 'd');
  expect(await look(repository)).toEqual(['done', 'done']);
  expect(runs()).toBe(2);
});

it('a copy of an ExecPlan that was renamed after it was done is carried out to its end', async () => {
  const repository = makeRepository();
  const tasks = ['one.txt', 'two.txt'].map((path) => ({ ...writes(path), verify: ['true'] }));
  const text = execPlanText(tasks);
  repository.write(pathOf('a'), text);
  expect(await look(repository)).toEqual(['done', 'done']);
  move(repository, 'a', 'b');
  expect(await look(repository)).toEqual(['done', 'done']);
  repository.write(pathOf('c'), text);
  const { status } = await settle(repository);
  expect(standings(status)).toEqual(['done', 'done', 'done', 'done']);
  expect(new Set(status.tasks.map(({ commit }) => commit)).size).toBe(4);
});

it('a copy of a plan that was renamed and whose work was removed is work of its own', async () => {
  const { repository, runs } = await makeDone();
  move(repository, 'a', 'b');
  repository.git('revert', '--no-edit', 'HEAD');
  expect(await look(repository)).toEqual([REMOVED]);
  copy(repository, 'b', 'c');
  expect(await look(repository)).toEqual([REMOVED, 'done']);
  expect(runs()).toBe(2);
});

it('a task that means the same as a done one of its plan stays to be done when that one is deleted', async () => {
  const { repository, runs } = await makeDone();
  const text = repository.read(pathOf('a')).replace('# A plan', '# A plan\n\nStatus: DRAFT');
  const second = text.slice(text.indexOf('### Task 1')).replace('Task 1', 'Task 2');
  repository.write(pathOf('a'), `${text}\n${second}`);
  expect(await look(repository)).toEqual(['done', 'waiting: draft']);
  repository.write(pathOf('a'), text.replace('Task 1', 'Task 2'));
  expect(await look(repository)).toEqual(['waiting: draft']);
  await planexOk(repository, 'approve', pathOf('a'));
  expect(await look(repository)).toEqual(['done']);
  expect(runs()).toBe(2);
});
