import { expect, it } from 'vitest';
import { type PlanTask, writePlan } from '../../support/plan.ts';
import {
  planexOk,
  readEventLog,
  readStatus,
  settle,
  standings,
  startDaemon,
  waitForStatus,
} from '../../support/planex.ts';
import { makeRendezvous } from '../../support/rendezvous.ts';
import { makeRepository } from '../../support/repository.ts';

/** A task that depends on nothing, touches one file, and runs these commands first. */
function independent(file: string, commands: string[]): PlanTask {
  return { title: file, files: [file], dependsOn: 'none', commands: [...commands, `echo ${file} > ${file}`] };
}

it('three independent tasks run at once', async () => {
  const repository = makeRepository();
  const meet = makeRendezvous();
  const names = ['a', 'b', 'c'];
  writePlan(
    repository,
    'meeting',
    names.map((name) =>
      independent(`${name}.txt`, [meet.give(name), ...names.map((other) => meet.await(other))]),
    ),
  );
  expect(standings((await settle(repository)).status)).toEqual(['done', 'done', 'done']);
});

it('a fourth waits for a slot, and a batch is no barrier: it starts when any one has ended', async () => {
  const repository = makeRepository();
  const meet = makeRendezvous();
  writePlan(repository, 'four', [
    independent('a.txt', [meet.give('a'), meet.await('d')]),
    independent('b.txt', [meet.give('b'), meet.await('d')]),
    independent('c.txt', [meet.give('c'), meet.await('go')]),
    independent('d.txt', [meet.give('d')]),
  ]);
  await startDaemon(repository);
  await Promise.all(['a', 'b', 'c'].map((name) => meet.receive(name)));
  expect(standings(await readStatus(repository))).toEqual(['running', 'running', 'running', 'pending']);
  expect(meet.given()).toEqual(['a', 'b', 'c']);
  meet.send('go');
  const status = await waitForStatus(repository, (now) => now.tasks.every((task) => task.status === 'done'));
  expect(standings(status)).toEqual(['done', 'done', 'done', 'done']);
});

it.each([
  ['the same path', 'shared.txt', 'shared.txt'],
  ['a folder and a file in it', 'folder', 'folder/inner.txt'],
])('tasks that declare %s do not run together', async (_name, left, right) => {
  const repository = makeRepository();
  const meet = makeRendezvous();
  const alone = (name: string, file: string): PlanTask => ({
    files: [file],
    dependsOn: 'none',
    commands: [
      `! ls ${meet.place('*.busy')}`,
      meet.give(`${name}.busy`),
      'sleep 0.1',
      meet.take(`${name}.busy`),
    ],
    verify: ['true'],
  });
  writePlan(repository, 'shared', [alone('left', left), alone('right', right)]);
  expect(standings((await settle(repository)).status)).toEqual(['done', 'done']);
});

it('undeclared paths overlap with everything, also between plans', async () => {
  const repository = makeRepository();
  const meet = makeRendezvous();
  writePlan(repository, 'a', [{ commands: [meet.give('a'), meet.await('go'), 'echo a > a.txt'] }]);
  writePlan(repository, 'b', [independent('b.txt', [meet.give('b')])]);
  await startDaemon(repository);
  await meet.receive('a');
  expect(standings(await readStatus(repository))).toEqual(['running', 'pending']);
  expect(meet.given()).toEqual(['a']);
  meet.send('go');
  await waitForStatus(repository, (now) => now.tasks.every((task) => task.status === 'done'));
});

it('limits.parallelRuns is the cap', async () => {
  const repository = makeRepository();
  const meet = makeRendezvous();
  repository.write('.planexrc', '{ "limits": { "parallelRuns": 1 } }');
  writePlan(repository, 'one', [
    independent('a.txt', [meet.give('a'), meet.await('go')]),
    independent('b.txt', [meet.give('b')]),
  ]);
  await startDaemon(repository);
  await meet.receive('a');
  expect(standings(await readStatus(repository))).toEqual(['running', 'pending']);
  meet.send('go');
  await waitForStatus(repository, (now) => now.tasks.every((task) => task.status === 'done'));
});

it('EXEC_DONE comes once for each issue, after its last task, and EXEC_FAILED for each failure', async () => {
  const repository = makeRepository();
  writePlan(repository, 'good', [{ commands: ['echo a > a.txt'] }, { commands: ['echo b > b.txt'] }]);
  writePlan(repository, 'bad', [{ commands: ['exit 3'] }]);
  await settle(repository);
  await settle(repository);
  const logs = (await planexOk(repository, 'logs')).split('\n');
  expect(logs.filter((line) => line === 'EXEC_DONE:good')).toHaveLength(1);
  expect(logs.filter((line) => line.startsWith('EXEC_FAILED:bad:'))).toHaveLength(1);
  const types = readEventLog(repository).map((event) => event.type);
  expect(types.lastIndexOf('task:landed')).toBeLessThan(types.indexOf('issue:done'));
});
