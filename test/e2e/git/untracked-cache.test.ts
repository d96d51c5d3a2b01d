import { expect, it } from 'vitest';
import { landPlan } from '../../support/land-plan.ts';
import { makeRepository } from '../../support/repository.ts';

it('an untracked cache, with feature.manyFiles', async () => {
  const repository = makeRepository();
  repository.commit({ 'tea.txt': 'one\n', 'other.txt': 'one\n' });
  repository.git('config', 'feature.manyFiles', 'true');
  repository.git('update-index', '--force-untracked-cache');
  repository.git('status', '--porcelain');
  await landPlan(repository, [
    { files: ['Modify: tea.txt', 'new.txt'], commands: ['echo two >> tea.txt', 'echo new > new.txt'] },
    { commands: ['rm tea.txt'] },
  ]);
  expect(repository.git('ls-files')).toBe('README.md\nnew.txt\nother.txt');
});
