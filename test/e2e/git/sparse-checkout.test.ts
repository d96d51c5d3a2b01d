import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { landPlan } from '../../support/land-plan.ts';
import { planex, planexOk } from '../../support/planex.ts';
import { makeRepository } from '../../support/repository.ts';

it.each([['--no-sparse-index'], ['--sparse-index']])(
  'sparse checkout with %s: work in and out of the cone lands, and the cone stays as it is',
  async (kind) => {
    const repository = makeRepository();
    repository.commit({ 'in/a.txt': 'a\n', 'out/b.txt': 'b\n', 'far/away/c.txt': 'c\n' });
    repository.git('sparse-checkout', 'set', '--cone', kind, 'in', 'docs');
    await landPlan(repository, [
      { files: ['Modify: in/a.txt'], commands: ['echo more >> in/a.txt'] },
      { commands: ['mkdir -p out', 'echo new > out/new.txt', 'echo more >> in/a.txt'] },
    ]);
    expect(repository.git('show', '--format=', '--name-status', 'HEAD')).toBe('M\tin/a.txt\nA\tout/new.txt');
    expect(repository.read('in/a.txt')).toBe('a\nmore\nmore\n');
    expect(existsSync(join(repository.path, 'out'))).toBe(false);
    expect(repository.git('show', 'HEAD:far/away/c.txt')).toBe('c');
    expect(repository.git('sparse-checkout', 'list')).toBe('docs\nin');
  },
);

it('undo says what to do where Git would take away what the checkout leaves out', async () => {
  const repository = makeRepository();
  repository.commit({ 'in/a.txt': 'a\n', 'out/b.txt': 'b\n' });
  repository.git('sparse-checkout', 'set', '--cone', 'in', 'docs');
  await landPlan(repository, [{ files: ['Modify: in/a.txt'], commands: ['echo more >> in/a.txt'] }]);
  const head = repository.git('rev-parse', 'HEAD');
  repository.write('out/b.txt', 'b\n');
  repository.git('update-index', '-q', '--really-refresh');

  const refused = await planex(repository, ['undo', 'mine#1']);

  expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining('leaves out') });
  expect(refused.stderr).toMatch(/: out\/b\.txt\n {2}do: git sparse-checkout .*, then undo again\n$/);
  expect(repository.read('out/b.txt')).toBe('b\n');
  expect(repository.git('rev-parse', 'HEAD')).toBe(head);
  repository.git('sparse-checkout', 'reapply');
  await planexOk(repository, 'undo', 'mine#1');
  expect(repository.read('in/a.txt')).toBe('a\n');
});
