import { join } from 'node:path';
import { expect, it } from 'vitest';
import { expectWhole, landPlan, newestChange } from '../../support/land-plan.ts';
import { writes } from '../../support/plan.ts';
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
