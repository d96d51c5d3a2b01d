import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'vitest';
import { landPlan } from '../../support/land-plan.ts';
import { writes } from '../../support/plan.ts';
import { makeFolder, makeRepository } from '../../support/repository.ts';

it('plans that a global excludes file keeps from Git run and are ticked', async () => {
  const repository = makeRepository();
  const excludes = join(makeFolder(), 'excludes');
  writeFileSync(excludes, 'docs/plans/\n');
  repository.git('config', 'core.excludesFile', excludes);
  await landPlan(repository, [writes('mine.txt')], { status: '' });
});
