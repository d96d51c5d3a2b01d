import { expect, it } from 'vitest';
import { expectWaitsUntil, landPlan, newestChange } from '../../support/land-plan.ts';
import { writePlan, writes } from '../../support/plan.ts';
import { makeRepository } from '../../support/repository.ts';

it('a file that is only announced to the index stays announced', async () => {
  const repository = makeRepository();
  repository.write('announced.txt', 'mine\n');
  repository.git('add', '--intent-to-add', 'announced.txt');
  await landPlan(repository, [writes('mine.txt')], { status: ' A announced.txt\n?? docs/' });
  expect(newestChange(repository)).toBe('A\tmine.txt');
});

it('a task that creates that very file waits', async () => {
  const repository = makeRepository();
  repository.write('announced.txt', 'mine\n');
  repository.git('add', '--intent-to-add', 'announced.txt');
  writePlan(repository, 'mine', [writes('announced.txt')]);
  await expectWaitsUntil(repository, 'dirty-paths', () =>
    repository.git('rm', '--quiet', '--force', 'announced.txt'),
  );
  expect(repository.read('announced.txt')).toBe('announced.txt\n');
});
