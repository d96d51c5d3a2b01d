import { expect, it } from 'vitest';
import { expectWaitsUntil, expectWhole, newestChange } from '../../support/land-plan.ts';
import { writePlan, writes } from '../../support/plan.ts';
import { planexOk } from '../../support/planex.ts';
import { makeRepository } from '../../support/repository.ts';

it('a detached HEAD is no place to land; switching to a branch sets it going', async () => {
  const repository = makeRepository();
  const { path, ids } = writePlan(repository, 'mine', [writes('mine.txt')]);
  repository.git('checkout', '--quiet', '--detach');
  const before = repository.git('rev-parse', 'HEAD');
  await planexOk(repository, 'trust', path);
  await expectWaitsUntil(repository, 'wrong-branch', () => {
    expect(repository.git('rev-parse', 'HEAD')).toBe(before);
    repository.git('checkout', '--quiet', 'main');
  });
  expect(await planexOk(repository, 'why', ids[0] ?? '')).toMatch(/done/);
  expect(newestChange(repository)).toBe('A\tmine.txt');
  expectWhole(repository);
});
