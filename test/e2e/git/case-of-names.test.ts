import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { landPlan } from '../../support/land-plan.ts';
import { makeRepository } from '../../support/repository.ts';

it('a rename that changes only the case of a name lands', async () => {
  const repository = makeRepository();
  repository.commit({ 'Readme.txt': 'hello\n' });
  await landPlan(repository, [{ commands: ['git mv Readme.txt readme.txt'] }]);
  expect(repository.git('ls-tree', '--name-only', 'HEAD')).toBe('README.md\nreadme.txt');
  expect(existsSync(join(repository.path, 'Readme.txt'))).toBe(false);
  expect(repository.read('readme.txt')).toBe('hello\n');
});
