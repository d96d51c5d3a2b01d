import { expect, it } from 'vitest';
import { landPlan, newestChange } from '../../support/land-plan.ts';
import { writes } from '../../support/plan.ts';
import { makeRepository } from '../../support/repository.ts';

it('a repository with a submodule lands beside it, also while the submodule has work of the user in it', async () => {
  const repository = makeRepository();
  repository.git('submodule', '--quiet', 'add', makeRepository().path, 'parts/lib');
  repository.git('commit', '--quiet', '-m', 'build: take the library in');
  repository.write('parts/lib/README.md', 'work of the user\n');
  await landPlan(repository, [writes('mine.txt')], { status: ' M parts/lib\n?? docs/' });
  expect(newestChange(repository)).toBe('A\tmine.txt');
  expect(repository.read('parts/lib/README.md')).toBe('work of the user\n');
  expect(repository.git('ls-tree', 'HEAD', 'parts/lib')).toMatch(/^160000 commit/);
});
