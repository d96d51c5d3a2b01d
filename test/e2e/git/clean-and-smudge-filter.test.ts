import { expect, it } from 'vitest';
import { landPlan, newestChange } from '../../support/land-plan.ts';
import { makeRepository } from '../../support/repository.ts';

it('a required filter, as of large file storage: the commit has its form, the files the contents', async () => {
  const repository = makeRepository();
  repository.git('config', 'filter.turned.clean', 'tr a-z n-za-m');
  repository.git('config', 'filter.turned.smudge', 'tr a-z n-za-m');
  repository.git('config', 'filter.turned.required', 'true');
  repository.commit({ '.gitattributes': '*.turned filter=turned\n', 'old.turned': 'tea\n' });
  await landPlan(repository, [
    {
      files: ['Modify: old.turned', 'new.turned'],
      commands: ['echo milk >> old.turned', 'echo sugar > new.turned'],
    },
  ]);
  expect(newestChange(repository)).toBe('A\tnew.turned\nM\told.turned');
  expect(repository.git('cat-file', 'blob', 'HEAD:old.turned')).toBe('grn\nzvyx');
  expect(repository.git('cat-file', 'blob', 'HEAD:new.turned')).toBe('fhtne');
  expect(repository.read('old.turned')).toBe('tea\nmilk\n');
  expect(repository.read('new.turned')).toBe('sugar\n');
});
