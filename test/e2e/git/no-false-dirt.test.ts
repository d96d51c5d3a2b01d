import { chmodSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { landPlan } from '../../support/land-plan.ts';
import { makeRepository } from '../../support/repository.ts';

it('a file that only looks touched is not taken for work of the user', async () => {
  const repository = makeRepository();
  repository.git('config', 'core.fileMode', 'false');
  repository.commit({ 'tea.txt': 'one\n', '.gitignore': 'out/\n' });
  utimesSync(join(repository.path, 'tea.txt'), 1, 1);
  chmodSync(join(repository.path, 'tea.txt'), 0o755);
  repository.write('out/log', 'ignored\n');
  repository.write('scratch.txt', 'untracked\n');
  await landPlan(repository, [{ files: ['Modify: tea.txt'], commands: ['echo two >> tea.txt'] }], {
    status: '?? docs/\n?? scratch.txt',
  });
  expect(repository.read('tea.txt')).toBe('one\ntwo\n');
  expect(repository.git('ls-tree', 'HEAD', 'tea.txt')).toMatch(/^100644/);
});
