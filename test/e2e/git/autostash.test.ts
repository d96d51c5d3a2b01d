import { expect, it } from 'vitest';
import { landPlan } from '../../support/land-plan.ts';
import { writes } from '../../support/plan.ts';
import { makeRepository } from '../../support/repository.ts';

it('with autostash on, nothing of the user is stashed or put over what landed', async () => {
  const repository = makeRepository();
  for (const name of ['rebase.autoStash', 'merge.autoStash', 'rebase.updateRefs']) {
    repository.git('config', name, 'true');
  }
  repository.commit({ 'users.txt': 'old\n', 'shared.txt': 'old\n' });
  repository.write('users.txt', 'mine\n');
  await landPlan(
    repository,
    [
      { files: ['Modify: shared.txt'], commands: ['echo new > shared.txt'], dependsOn: 'none' },
      { ...writes('two.txt'), dependsOn: 'none' },
    ],
    { status: ' M users.txt\n?? docs/' },
  );
  expect(repository.git('stash', 'list')).toBe('');
  expect(repository.read('users.txt')).toBe('mine\n');
  expect(repository.read('shared.txt')).toBe('new\n');
});
