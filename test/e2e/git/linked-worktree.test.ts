import { join } from 'node:path';
import { expect, it } from 'vitest';
import { expectWhole, landPlan, newestChange } from '../../support/land-plan.ts';
import { writes } from '../../support/plan.ts';
import { planexOk, startDaemon } from '../../support/planex.ts';
import { makeFolder, makeRepository, useRepository } from '../../support/repository.ts';

it('a linked work tree is landed on where planex runs; the main one stays as it is', async () => {
  const main = makeRepository();
  main.write('users.txt', 'staged\n');
  main.git('add', 'users.txt');
  const path = join(makeFolder(), 'linked');
  main.git('worktree', 'add', '--quiet', '-b', 'feature', path);
  const before = main.git('rev-parse', 'main');
  const linked = useRepository(path);
  await landPlan(linked, [writes('mine.txt')]);
  expect(newestChange(linked)).toBe('A\tmine.txt');
  expect(linked.git('branch', '--show-current')).toBe('feature');
  expect(main.git('rev-parse', 'main')).toBe(before);
  expectWhole(main, 'A  users.txt');
});

it('from another work tree the daemon is found, and it is said for which one it works', async () => {
  const main = makeRepository();
  const path = join(makeFolder(), 'linked');
  main.git('worktree', 'add', '--quiet', '-b', 'feature', path);
  await startDaemon(main);
  expect(await planexOk(path, 'status')).toMatch(`is running in ${main.path} (pid`);
  expect(await planexOk(path, 'start')).toContain(`it works for ${main.path}; to land here instead:`);
  expect(await planexOk(main, 'start')).not.toContain('it works for');
});
