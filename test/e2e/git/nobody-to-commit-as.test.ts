import { expect, it } from 'vitest';
import { expectWaitsUntil } from '../../support/land-plan.ts';
import { writePlan, writes } from '../../support/plan.ts';
import { makeRepository } from '../../support/repository.ts';

it('user.useConfigOnly without a name: the task waits until Git is told who commits', async () => {
  const repository = makeRepository();
  repository.git('config', 'user.useConfigOnly', 'true');
  repository.git('config', 'user.name', '');
  repository.git('config', 'user.email', '');
  writePlan(repository, 'mine', [writes('mine.txt')]);
  await expectWaitsUntil(repository, 'auth', () => {
    repository.git('config', 'user.name', 'Grace');
    repository.git('config', 'user.email', 'grace@example.test');
  });
  expect(repository.git('log', '-1', '--format=%an <%ae> %cn')).toBe('Grace <grace@example.test> Grace');
});
