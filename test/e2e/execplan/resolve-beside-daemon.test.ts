import { expect, it } from 'vitest';
import { planexOk, settle, standings, startDaemon, waitForStatus } from '../../support/planex.ts';
import { makeRepository, type TestRepository } from '../../support/repository.ts';
import { pathsOf, TEA, TEA_TASK, writeTea } from '../../support/tolerant-plan.ts';

/** A daemon at rest, with finished work that changes a file too many. */
async function makeStopped(): Promise<TestRepository> {
  const repository = makeRepository();
  writeTea(
    repository,
    [{ commands: ['echo x > x.txt; echo y > y.txt'] }],
    ['Stop if more than 1 file changes.'],
  );
  await startDaemon(repository);
  await waitForStatus(repository, (now) => standings(now).join() === 'waiting: breach');
  return repository;
}

it('a daemon at work takes an answer, and the work lands', async () => {
  const repository = await makeStopped();
  const said = await planexOk(repository, 'resolve', TEA_TASK, '--option', '1');
  expect(said).toContain(`${TEA_TASK} goes on: accept it`);
  await waitForStatus(repository, (now) => standings(now).join() === 'done');
  expect(pathsOf(repository, 'HEAD')).toEqual(expect.arrayContaining(['x.txt', 'y.txt']));
});

it.each([
  ['was cancelled', ['cancel', TEA_TASK], ['retry', TEA_TASK], /it does not run now: .*\(planex retry/],
  ['is of a rejected plan', ['reject', TEA], ['approve', TEA], /it does not run now: .*\(planex approve/],
])('a task that %s stays so after an answer, and that is said', async (_, word, opposite, expected) => {
  const repository = await makeStopped();
  await planexOk(repository, ...word);
  const said = await planexOk(repository, 'resolve', TEA_TASK, '--option', '1');
  expect(said).toMatch(expected);
  expect(said).not.toContain('goes on');
  await settle(repository);
  expect(repository.git('rev-list', '--count', 'HEAD')).toBe('1');
  await planexOk(repository, ...opposite);
  await waitForStatus(repository, (now) => standings(now).join() === 'done');
});

it('a task that is given up is said not to run', async () => {
  const repository = await makeStopped();
  const said = await planexOk(repository, 'resolve', TEA_TASK, '--option', '3');
  expect(said).toContain(`${TEA_TASK}: give the task up\nit does not run now: `);
});
