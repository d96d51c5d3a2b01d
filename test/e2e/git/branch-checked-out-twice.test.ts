import { join } from 'node:path';
import { it } from 'vitest';
import { expectWaitsUntil, expectWhole } from '../../support/land-plan.ts';
import { writePlan, writes } from '../../support/plan.ts';
import { makeFolder, makeRepository } from '../../support/repository.ts';

it('a branch that two work trees show is not moved under one of them', async () => {
  const repository = makeRepository();
  const twin = join(makeFolder(), 'twin');
  repository.git('worktree', 'add', '--quiet', '--force', twin, 'main');
  writePlan(repository, 'mine', [writes('mine.txt')]);
  await expectWaitsUntil(repository, 'wrong-branch', () => repository.git('worktree', 'remove', twin));
  expectWhole(repository);
});
