import { join } from 'node:path';
import { expect, it } from 'vitest';
import { landPlan, newestChange } from '../../support/land-plan.ts';
import { writes } from '../../support/plan.ts';
import { makeRepository, useRepository } from '../../support/repository.ts';

it('in a submodule planex works on the submodule; the repository around it sees a newer commit and no more', async () => {
  const around = makeRepository();
  around.git('submodule', '--quiet', 'add', makeRepository().path, 'parts/lib');
  around.git('commit', '--quiet', '-m', 'build: take the library in');
  const lib = useRepository(join(around.path, 'parts/lib'));
  const before = around.git('rev-parse', 'HEAD');
  await landPlan(lib, [writes('mine.txt')]);
  expect(newestChange(lib)).toBe('A\tmine.txt');
  expect(around.git('rev-parse', 'HEAD')).toBe(before);
  expect(around.git('status', '--porcelain', '--ignore-submodules=untracked')).toBe(' M parts/lib');
});
