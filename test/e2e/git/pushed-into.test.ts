import { join } from 'node:path';
import { expect, it } from 'vitest';
import { expectWhole, landPlan } from '../../support/land-plan.ts';
import { planText, writes } from '../../support/plan.ts';
import { settle, standings } from '../../support/planex.ts';
import { makeFolder, makeRepository, useRepository } from '../../support/repository.ts';

it('receive.denyCurrentBranch=updateInstead: work lands on what somebody pushed into the branch', async () => {
  const repository = makeRepository();
  repository.git('config', 'receive.denyCurrentBranch', 'updateInstead');
  const folder = join(makeFolder(), 'clone');
  repository.git('clone', '--quiet', repository.path, folder);
  const clone = useRepository(folder);
  await landPlan(repository, [writes('mine.txt')]);
  clone.git('pull', '--quiet');
  clone.commit({ 'pushed.txt': 'pushed\n' });
  clone.git('push', '--quiet');
  repository.write('docs/plans/2026-11-20-two.md', planText([writes('two.txt')]));
  expect(standings((await settle(repository)).status)).toEqual(['done', 'done']);
  expect(repository.git('log', '--format=%s').split('\n').slice(0, 2)).toEqual([
    expect.stringContaining('two.txt'),
    'test: a commit',
  ]);
  expectWhole(repository);
});
