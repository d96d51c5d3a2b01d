import { existsSync } from 'node:fs';
import { expect, it } from 'vitest';
import { writePlan } from '../../support/plan.ts';
import {
  readEventLog,
  recordsFolder,
  settle,
  standings,
  startDaemon,
  waitForStatus,
} from '../../support/planex.ts';
import { makeRepository } from '../../support/repository.ts';

const task = { title: 'Add', files: ['Modify: notes.txt'], commands: ['echo theirs >> notes.txt'] };

it('dirty declared paths wait before dispatch, so that nothing is spent', async () => {
  const repository = makeRepository();
  repository.commit({ 'notes.txt': 'old\n' });
  repository.write('notes.txt', 'old\nmine\n');
  writePlan(repository, 'notes', [task]);
  const { code, status } = await settle(repository);
  expect([code, standings(status)]).toEqual([1, ['waiting: dirty-paths']]);
  expect(status.tasks[0]).toMatchObject({ attempts: 0 });
  expect(existsSync(`${recordsFolder(repository)}/runs`) ? status.tasks[0]?.run : undefined).toBeUndefined();
});

it('the task goes on by itself when they are committed', async () => {
  const repository = makeRepository();
  repository.commit({ 'notes.txt': 'old\n' });
  repository.write('notes.txt', 'old\nmine\n');
  writePlan(repository, 'notes', [task]);
  await startDaemon(repository);
  await waitForStatus(repository, (now) => now.tasks[0]?.reason?.code === 'dirty-paths');
  repository.git('commit', '--quiet', '-m', 'mine', '--', 'notes.txt');
  await waitForStatus(repository, (now) => now.tasks[0]?.status === 'done');
  expect(repository.read('notes.txt')).toBe('old\nmine\ntheirs\n');
});

it('paths that get dirty during the run keep the finished commit until they are free', async () => {
  const repository = makeRepository();
  repository.commit({ 'notes.txt': 'old\n' });
  writePlan(repository, 'notes', [
    { ...task, commands: [...task.commands, `echo mine >> ${repository.path}/notes.txt`] },
  ]);
  const { status } = await settle(repository);
  expect(standings(status)).toEqual(['waiting: dirty-paths']);
  expect(repository.read('notes.txt')).toBe('old\nmine\n');
  const kept = repository.git('for-each-ref', '--format=%(refname)', 'refs/planex/runs/');
  expect(kept).toBe(`refs/planex/runs/${status.tasks[0]?.run}`);
  // Tried again, it is still held back: nothing of that is news.
  expect(standings((await settle(repository)).status)).toEqual(['waiting: dirty-paths']);
  repository.git('checkout', '--', 'notes.txt');
  expect(standings((await settle(repository)).status)).toEqual(['done']);
  expect(repository.read('notes.txt')).toBe('old\ntheirs\n');
  expect(repository.git('for-each-ref', 'refs/planex/runs/')).toBe('');
  const told = readEventLog(repository).flatMap((event) => (event.type === 'run:step' ? event.step : []));
  expect(told.filter((step) => step === 'landing')).toHaveLength(1);
});
