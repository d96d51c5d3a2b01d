import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { landPlan } from '../../support/land-plan.ts';
import { makeRepository } from '../../support/repository.ts';

it('an index of version 4 stays one', async () => {
  const repository = makeRepository();
  repository.commit({ 'tea.txt': 'one\n', 'other.txt': 'one\n' });
  repository.git('config', 'index.version', '4');
  repository.git('update-index', '--index-version', '4');
  await landPlan(repository, [
    { files: ['Modify: tea.txt', 'new.txt'], commands: ['echo two >> tea.txt', 'echo new > new.txt'] },
    { commands: ['rm tea.txt'] },
  ]);
  expect(repository.git('ls-files')).toBe('README.md\nnew.txt\nother.txt');
  expect(readFileSync(join(repository.path, '.git/index')).readUInt32BE(4)).toBe(4);
});
