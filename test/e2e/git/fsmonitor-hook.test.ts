import { expect, it } from 'vitest';
import { installHook } from '../../support/install-hook.ts';
import { landPlan } from '../../support/land-plan.ts';
import { makeRepository } from '../../support/repository.ts';

it('a file system monitor that is a hook of the user', async () => {
  const repository = makeRepository();
  repository.commit({ 'tea.txt': 'one\n', 'other.txt': 'one\n' });
  installHook(repository, 'monitor', "printf 'token\\\\0/\\\\0'");
  repository.git('config', 'core.fsmonitor', '.git/hooks/monitor');
  repository.git('update-index', '--fsmonitor');
  await landPlan(repository, [
    { files: ['Modify: tea.txt', 'new.txt'], commands: ['echo two >> tea.txt', 'echo new > new.txt'] },
    { commands: ['rm tea.txt'] },
  ]);
  expect(repository.git('ls-files')).toBe('README.md\nnew.txt\nother.txt');
});
