import { expect, it } from 'vitest';
import { writePlan, writes } from '../../support/plan.ts';
import { planex, readStatus, startDaemon, taskOf, waitForStatus } from '../../support/planex.ts';
import { makeRepository } from '../../support/repository.ts';

it('an untracked plan was written by the local user: once runs it', async () => {
  const repository = makeRepository();
  const { ids } = writePlan(repository, 'hello', [writes('hello.txt')]);
  const result = await planex(repository, ['once']);
  expect(result).toMatchObject({ code: 0, stderr: '' });
  expect(taskOf(await readStatus(repository), ids[0] ?? '')).toMatchObject({ status: 'done' });
  expect(repository.git('show', 'HEAD:hello.txt')).toBe('hello.txt');
});

it('an untracked plan dropped in while the daemon runs is dispatched without another word', async () => {
  const repository = makeRepository();
  await startDaemon(repository);
  writePlan(repository, 'hello', [writes('hello.txt')]);
  const status = await waitForStatus(repository, (now) => now.tasks[0]?.status === 'done');
  expect(status.tasks[0]?.commit).toBe(repository.git('rev-parse', 'HEAD'));
});
