import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { landPlan, newestChange } from '../../support/land-plan.ts';
import { makeRepository } from '../../support/repository.ts';

it('core.autocrlf=true: line feeds in the commit, carriage returns in the files', async () => {
  const repository = makeRepository();
  repository.git('config', 'core.autocrlf', 'true');
  repository.git('config', 'core.safecrlf', 'true');
  repository.commit({ 'tea.txt': 'one\r\ntwo\r\n' });
  await landPlan(repository, [
    {
      files: ['Modify: tea.txt', 'new.txt'],
      commands: ["printf 'three\\r\\n' >> tea.txt", "printf 'a\\r\\n' > new.txt"],
    },
  ]);
  expect(newestChange(repository)).toBe('A\tnew.txt\nM\ttea.txt');
  expect(repository.git('show', 'HEAD:tea.txt')).toBe('one\ntwo\nthree');
  expect(repository.git('show', 'HEAD:new.txt')).toBe('a');
  expect(readFileSync(join(repository.path, 'tea.txt'), 'utf8')).toBe('one\r\ntwo\r\nthree\r\n');
  expect(readFileSync(join(repository.path, 'new.txt'), 'utf8')).toBe('a\r\n');
});

it('core.autocrlf=input: what was written with carriage returns is committed without', async () => {
  const repository = makeRepository();
  repository.git('config', 'core.autocrlf', 'input');
  await landPlan(repository, [{ files: ['new.txt'], commands: ["printf 'a\\r\\n' > new.txt"] }]);
  expect(repository.git('show', 'HEAD:new.txt')).toBe('a');
});
