import { expect, it } from 'vitest';
import { beginClash } from '../../support/clash.ts';
import { expectWaitsUntil, expectWhole, newestChange } from '../../support/land-plan.ts';
import { writePlan, writes } from '../../support/plan.ts';
import { planexOk } from '../../support/planex.ts';
import { makeRepository } from '../../support/repository.ts';

it('a cherry-pick with conflicts is left alone; its end sets the task going', async () => {
  const repository = makeRepository();
  const { path } = writePlan(repository, 'mine', [writes('mine.txt')]);
  await planexOk(repository, 'trust', path);
  beginClash(repository, 'cherry-pick', 'side');
  const conflict = repository.git('ls-files', '--unmerged');
  await expectWaitsUntil(repository, 'operation-in-progress', () => {
    expect(repository.git('ls-files', '--unmerged')).toBe(conflict);
    repository.git('cherry-pick', '--abort');
  });
  expect(newestChange(repository)).toBe('A\tmine.txt');
  expectWhole(repository);
});
