import { expect, test } from 'vitest';
import { makeGate } from '../../support/gate.ts';
import {
  killDaemon,
  planexOk,
  settle,
  standings,
  startDaemon,
  taskOf,
  waitForStatus,
} from '../../support/planex.ts';
import { makeRepository, type TestRepository } from '../../support/repository.ts';
import { writeSolution, writesFile } from '../../support/solution.ts';

const CHOICE = {
  message: 'choose a solution: ISS-1 has 2: docs/issues/ISS-1.json (done), docs/issues/other.json',
  action: 'planex issues show ISS-1; planex issues update ISS-1 --solution 1|2',
};

const writeOther = (repository: TestRepository): string =>
  writeSolution(repository, 'other', [writesFile('T1', 'other.txt')], { issue_id: 'ISS-1', id: 'SOL-2' });

const choose = (repository: TestRepository, number: number): Promise<string> =>
  planexOk(repository, 'issues', 'update', 'ISS-1', '--solution', `${number}`);

test('one that came while the first ran waits for a choice also once that has landed, and after a restart', async () => {
  const repository = makeRepository();
  const gate = makeGate();
  const first = writesFile('T1', 'one.txt');
  writeSolution(repository, 'ISS-1', [{ ...first, commands: [gate.wait, 'echo T1 > one.txt'] }]);
  const pid = await startDaemon(repository);
  await waitForStatus(repository, (now) => taskOf(now, 'ISS-1#T1').status === 'running');
  writeOther(repository);
  await waitForStatus(repository, (now) => standings(now).includes('waiting: choose-solution'));
  await gate.pass();
  const landed = await waitForStatus(repository, (now) => taskOf(now, 'ISS-1#T1').status === 'done');
  expect(taskOf(landed, 'other#T1')).toMatchObject({ status: 'waiting', reason: CHOICE });
  expect(await planexOk(repository, 'issues', 'show', 'ISS-1')).not.toContain(' chosen');

  await killDaemon(pid);
  const { status } = await settle(repository);
  expect(standings(status)).toEqual(['done', 'waiting: choose-solution']);

  await choose(repository, 2);
  expect(standings((await settle(repository)).status)).toEqual(['done', 'done']);
  expect(repository.git('log', '--format=%s', '-2').trim().split('\n')).toEqual([
    'feat(ISS-1): Write other.txt',
    'feat(ISS-1): Write one.txt',
  ]);
});

test('it waits also when the one that landed is undone, and runs when it is chosen then', async () => {
  const repository = makeRepository();
  writeSolution(repository, 'ISS-1', [writesFile('T1', 'one.txt')], { id: 'SOL-1' });
  writeOther(repository);
  await choose(repository, 1);
  expect(standings((await settle(repository)).status)).toEqual(['done', 'waiting: choose-solution']);
  await planexOk(repository, 'undo', 'ISS-1#T1');
  const { status } = await settle(repository);
  expect(taskOf(status, 'other#T1').reason?.message).toBe(
    'another solution of ISS-1 was chosen: docs/issues/ISS-1.json',
  );
  expect(taskOf(status, 'ISS-1#T1').status).toBe('waiting');
  await choose(repository, 2);
  expect(taskOf((await settle(repository)).status, 'other#T1').status).toBe('done');
});

test('where the chosen one failed, the other one may be chosen', async () => {
  const repository = makeRepository();
  const fails = { ...writesFile('T1', 'one.txt'), commands: ['exit 3'] };
  writeSolution(repository, 'ISS-1', [fails], { id: 'SOL-1' });
  writeOther(repository);
  await choose(repository, 1);
  const { status } = await settle(repository);
  expect(standings(status)).toEqual(['failed: internal', 'waiting: choose-solution']);
  await choose(repository, 2);
  expect(standings((await settle(repository)).status)).toEqual(['failed: internal', 'done']);
});

test('one that nobody chose, and that landed before the other came, is not undone for that to run', async () => {
  const repository = makeRepository();
  writeSolution(repository, 'ISS-1', [writesFile('T1', 'one.txt')]);
  await settle(repository);
  writeOther(repository);
  const { status } = await settle(repository);
  expect(taskOf(status, 'other#T1').reason).toMatchObject(CHOICE);
  await planexOk(repository, 'undo', 'ISS-1#T1');
  expect(taskOf((await settle(repository)).status, 'other#T1').status).toBe('waiting');
  await choose(repository, 2);
  expect(taskOf((await settle(repository)).status, 'other#T1').status).toBe('done');
});
