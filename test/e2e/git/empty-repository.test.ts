import { expect, it } from 'vitest';
import { expectWaitsUntil, expectWhole, newestChange } from '../../support/land-plan.ts';
import { writePlan, writes } from '../../support/plan.ts';
import { makeRepository } from '../../support/repository.ts';

it('without a commit there is nothing to land on; the first commit sets it going', async () => {
  const repository = makeRepository({ empty: true });
  writePlan(repository, 'mine', [writes('mine.txt')]);
  await expectWaitsUntil(repository, 'wrong-branch', () => repository.commit({ 'README.md': 'hello\n' }));
  expect(newestChange(repository)).toBe('A\tmine.txt');
  expectWhole(repository);
});
