import { expect, it } from 'vitest';
import { landPlan } from '../../support/land-plan.ts';
import { makeRepository } from '../../support/repository.ts';

it('a split index', async () => {
  const repository = makeRepository();
  repository.commit({ 'tea.txt': 'one\n', 'other.txt': 'one\n' });
  repository.git('update-index', '--split-index');
  await landPlan(repository, [
    { files: ['Modify: tea.txt', 'new.txt'], commands: ['echo two >> tea.txt', 'echo new > new.txt'] },
    { commands: ['rm tea.txt'] },
  ]);
  expect(repository.git('ls-files')).toBe('README.md\nnew.txt\nother.txt');
});
