import { expect, it } from 'vitest';
import { planText, writePlan, writes } from '../../support/plan.ts';
import { settle, standings, startDaemon, waitForStatus } from '../../support/planex.ts';
import { makeRepository } from '../../support/repository.ts';

it('an untracked plan was written by the local user and runs', async () => {
  const repository = makeRepository();
  writePlan(repository, 'hello', [writes('hello.txt')]);
  const { code, status } = await settle(repository);
  expect([code, standings(status)]).toEqual([0, ['done']]);
  expect(repository.git('show', 'HEAD:hello.txt')).toBe('hello.txt');
  expect(status.tasks[0]?.commit).toBe(repository.git('rev-parse', 'HEAD'));
});

it('a tracked plan that is modified in this working tree runs', async () => {
  const repository = makeRepository();
  repository.commit({ 'docs/plans/2026-11-20-hello.md': planText([writes('one.txt')]) });
  writePlan(repository, 'hello', [writes('two.txt')]);
  expect(standings((await settle(repository)).status)).toEqual(['done']);
  expect(repository.git('show', 'HEAD:two.txt')).toBe('two.txt');
});

it('a plan dropped in while the daemon runs is dispatched without another word', async () => {
  const repository = makeRepository();
  await startDaemon(repository);
  writePlan(repository, 'hello', [writes('hello.txt')]);
  await waitForStatus(repository, (now) => now.tasks[0]?.status === 'done');
  expect(repository.git('show', 'HEAD:hello.txt')).toBe('hello.txt');
});
