import { expect, it } from 'vitest';
import { expectWaitsUntil, expectWhole, newestChange } from '../../support/land-plan.ts';
import { writePlan, writes } from '../../support/plan.ts';
import { planexOk } from '../../support/planex.ts';
import { makeRepository } from '../../support/repository.ts';

it('a bisect is not disturbed by a new commit; its end sets the task going', async () => {
  const repository = makeRepository();
  for (const text of ['1\n', '2\n', '3\n', '4\n']) repository.commit({ 'a.txt': text });
  const { path } = writePlan(repository, 'mine', [writes('mine.txt')]);
  await planexOk(repository, 'trust', path);
  repository.git('bisect', 'start', 'HEAD', 'HEAD~4');
  const looking = repository.git('rev-parse', 'HEAD');
  await expectWaitsUntil(repository, 'operation-in-progress', () => {
    expect(repository.git('rev-parse', 'HEAD')).toBe(looking);
    repository.git('bisect', 'reset');
  });
  expect(newestChange(repository)).toBe('A\tmine.txt');
  expectWhole(repository);
});
