import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { makeGate } from '../../support/gate.ts';
import { writePlan, writes } from '../../support/plan.ts';
import { planex, planexOk, settle, standings, startDaemon, waitForStatus } from '../../support/planex.ts';
import { makeRepository, type TestRepository } from '../../support/repository.ts';

const OLD = 'docs/plans/2026-11-20-old.md';
const NEW = 'docs/plans/2026-11-20-renamed.md';
const OLD_TASK = 'docs/plans/2026-11-20-old#1';
const NEW_TASK = 'docs/plans/2026-11-20-renamed#1';

function rename(repository: TestRepository): void {
  renameSync(join(repository.path, OLD), join(repository.path, NEW));
}

/** Finished work that waits since the file that it made, which no task declares, is the user's by now. */
async function makeWaiting(): Promise<TestRepository> {
  const repository = makeRepository();
  const count = `echo run >> "$(git rev-parse --path-format=absolute --git-common-dir)/runs"`;
  const gate = makeGate();
  writePlan(repository, 'old', [{ commands: [gate.wait, count, 'echo tea > tea.txt'] }]);
  await startDaemon(repository);
  await waitForStatus(repository, ({ tasks }) => tasks[0]?.status === 'running');
  repository.write('tea.txt', 'mine');
  await gate.pass();
  await waitForStatus(repository, ({ tasks }) => tasks[0]?.reason?.code === 'dirty-paths');
  return repository;
}

it('a plan that takes the name of one whose work waits is held by itself, and that work lands once', async () => {
  const repository = await makeWaiting();
  await planexOk(repository, 'pause');
  rename(repository);
  await waitForStatus(repository, ({ tasks }) => tasks[0]?.id === NEW_TASK);
  writePlan(repository, 'old', [writes('rum.txt')]);
  const seen = await waitForStatus(repository, ({ tasks }) => tasks.length === 2);
  expect(standings(seen)).toEqual(['waiting: paused', 'waiting: dirty-paths']);
  await planexOk(repository, 'cancel', OLD_TASK);
  await planexOk(repository, 'unpause');
  repository.git('clean', '-fq', 'tea.txt');
  const status = await waitForStatus(repository, ({ tasks }) => tasks[1]?.status === 'done');
  expect(standings(status)).toEqual(['cancelled: cancelled', 'done']);
  expect(repository.read('.git/runs').trim()).toBe('run');
});

it('finished work says under the new name of its plan why it waits', async () => {
  const repository = await makeWaiting();
  await planexOk(repository, 'stop');
  rename(repository);
  const { code, status } = await settle(repository);
  expect([code, ...standings(status)]).toEqual([1, 'waiting: dirty-paths']);
  expect((await planex(repository, ['why', NEW_TASK])).stdout).toContain('tea.txt');
  await planexOk(repository, 'cancel', NEW_TASK);
  repository.git('clean', '-fq', 'tea.txt');
  expect(standings((await settle(repository)).status)).toEqual(['cancelled: cancelled']);
});
