import { expect, it } from 'vitest';
import { writePlan, writes } from '../../support/plan.ts';
import { planexOk, settle, standings, startDaemon, waitForStatus } from '../../support/planex.ts';
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

it('where the own branch of a plan is another name for the current one, nothing is begun', async () => {
  const repository = makeRepository();
  repository.commit({ '.planexrc': '{ "landing": { "branch": "planex/<slug>" } }\n' });
  const before = repository.git('rev-parse', 'main');
  repository.git('symbolic-ref', 'refs/heads/planex/mine', 'refs/heads/main');
  writePlan(repository, 'mine', [writes('mine.txt')]);
  const { status } = await settle(repository);
  expect(status.tasks).toMatchObject([
    {
      status: 'waiting',
      reason: {
        code: 'wrong-branch',
        message:
          'the branch planex/mine cannot be made: that is only another name for main (a symbolic branch)',
        action: 'git symbolic-ref --delete refs/heads/planex/mine',
      },
    },
  ]);
  repository.git('symbolic-ref', '--delete', 'refs/heads/planex/mine');
  expect(standings((await settle(repository)).status)).toEqual(['done']);
  expect(repository.git('rev-parse', 'main')).toBe(before);
  expect(repository.git('status', '--porcelain')).toBe('?? docs/');
});
