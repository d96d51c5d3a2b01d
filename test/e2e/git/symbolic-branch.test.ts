import { expect, it } from 'vitest';
import { writePlan, writes } from '../../support/plan.ts';
import { planexOk, settle, startDaemon, waitForStatus } from '../../support/planex.ts';
import { makeRepository } from '../../support/repository.ts';

it('on a symbolic branch nothing is begun, and it is said which branch to be on', async () => {
  const repository = makeRepository();
  repository.git('symbolic-ref', 'refs/heads/master', 'refs/heads/main');
  repository.git('symbolic-ref', 'HEAD', 'refs/heads/master');
  writePlan(repository, 'mine', [writes('mine.txt')]);
  const { code, status } = await settle(repository);
  expect(code).toBe(1);
  expect(status.tasks).toMatchObject([
    {
      status: 'waiting',
      reason: {
        code: 'wrong-branch',
        message: 'HEAD is on master, which is only another name for main (a symbolic branch)',
        action: 'git switch main',
      },
    },
  ]);
  expect(await planexOk(repository, 'logs')).not.toContain('preparing');

  await startDaemon(repository);
  repository.git('switch', '--quiet', 'main');
  await waitForStatus(repository, (now) => now.tasks[0]?.status === 'done');
  expect(repository.git('show', 'main:mine.txt')).toBe('mine.txt');
});
