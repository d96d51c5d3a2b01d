import { readlinkSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { landPlan } from '../../support/land-plan.ts';
import { makeFolder, makeRepository } from '../../support/repository.ts';

it('links land as links: new, redirected, in place of a file and the other way round, into nothing and out of the tree', async () => {
  const repository = makeRepository();
  const outside = makeFolder();
  repository.commit({ 'file.txt': 'file\n', 'turns.txt': 'file\n' });
  await landPlan(repository, [
    {
      commands: [
        'ln -s file.txt link',
        'ln -s nowhere dangling',
        `ln -s ${outside} away`,
        'rm turns.txt',
        'ln -s file.txt turns.txt',
      ],
    },
    { commands: ['ln -sfn README.md link', 'rm turns.txt', 'echo back > turns.txt', 'rm away'] },
  ]);
  expect(
    repository.git(
      'ls-tree',
      '--format=%(objectmode) %(path)',
      'HEAD',
      'link',
      'dangling',
      'turns.txt',
      'away',
    ),
  ).toBe('120000 dangling\n120000 link\n100644 turns.txt');
  expect(readlinkSync(join(repository.path, 'link'))).toBe('README.md');
  expect(readlinkSync(join(repository.path, 'dangling'))).toBe('nowhere');
  expect(repository.read('turns.txt')).toBe('back\n');
  expect(statSync(outside).isDirectory()).toBe(true);
});

it('a core.symlinks=false repository keeps its links as text, and they land so', async () => {
  const repository = makeRepository();
  repository.git('config', 'core.symlinks', 'false');
  await landPlan(repository, [{ files: ['plain.txt'], commands: ['echo plain > plain.txt'] }]);
  expect(repository.git('ls-tree', 'HEAD', 'plain.txt')).toMatch(/^100644/);
});
