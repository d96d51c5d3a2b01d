import { join } from 'node:path';
import { expect, it } from 'vitest';
import { writePlan, writes } from '../../support/plan.ts';
import { planexOk, settle, standings } from '../../support/planex.ts';
import { makeFolder, makeRepository, type TestRepository } from '../../support/repository.ts';

function beginClash(repository: TestRepository, how: (repository: TestRepository) => void): void {
  repository.git('checkout', '--quiet', '-b', 'side');
  repository.commit({ 'README.md': 'side\n' });
  repository.git('checkout', '--quiet', 'main');
  repository.commit({ 'README.md': 'main\n' });
  expect(() => how(repository)).toThrow(/./);
}

const STATES: [string, (repository: TestRepository) => void, string, (repository: TestRepository) => void][] =
  [
    [
      'a detached HEAD',
      (at) => at.git('checkout', '--quiet', '--detach'),
      'wrong-branch',
      (at) => at.git('checkout', '--quiet', 'main'),
    ],
    [
      'the branch checked out twice',
      (at) => at.git('worktree', 'add', '--quiet', '--force', join(makeFolder(), 'twin'), 'main'),
      'wrong-branch',
      (at) => at.git('worktree', 'remove', '--force', 'twin'),
    ],
    [
      'a merge in progress',
      (at) => beginClash(at, () => at.git('merge', '--quiet', 'side')),
      'operation-in-progress',
      (at) => at.git('merge', '--abort'),
    ],
    [
      'a rebase in progress',
      (at) => beginClash(at, () => at.git('rebase', '--quiet', 'side')),
      'operation-in-progress',
      (at) => at.git('rebase', '--abort'),
    ],
    [
      'a cherry-pick in progress',
      (at) => beginClash(at, () => at.git('cherry-pick', 'side')),
      'operation-in-progress',
      (at) => at.git('cherry-pick', '--abort'),
    ],
    [
      'a revert in progress',
      (at) => beginClash(at, () => at.git('revert', '--no-edit', 'side')),
      'operation-in-progress',
      (at) => at.git('revert', '--abort'),
    ],
    [
      'a bisect in progress',
      (at) => at.git('bisect', 'start'),
      'operation-in-progress',
      (at) => at.git('bisect', 'reset'),
    ],
  ];

it.each(STATES)('%s: the task waits, and goes on when that is over', async (_name, enter, code, leave) => {
  const repository = makeRepository();
  const { path } = writePlan(repository, 'mine', [writes('mine.txt')]);
  await planexOk(repository, 'trust', path);
  enter(repository);
  const { status } = await settle(repository);
  expect(standings(status)).toEqual([`waiting: ${code}`]);
  expect(status.tasks[0]?.reason?.message).toMatch(/\w/);
  leave(repository);
  expect(standings((await settle(repository)).status)).toEqual(['done']);
});

it('no commit yet: the task waits for the first', async () => {
  const repository = makeRepository({ empty: true });
  writePlan(repository, 'mine', [writes('mine.txt')]);
  expect(standings((await settle(repository)).status)).toEqual(['waiting: wrong-branch']);
  repository.commit({ 'README.md': 'hello\n' });
  expect(standings((await settle(repository)).status)).toEqual(['done']);
});

it('a plan written during a merge is told from those the merge brings when that is over', async () => {
  const repository = makeRepository();
  beginClash(repository, () => repository.git('merge', '--quiet', 'side'));
  writePlan(repository, 'mine', [writes('mine.txt')]);
  expect(standings((await settle(repository)).status)).toEqual(['waiting: operation-in-progress']);
  repository.git('merge', '--abort');
  expect(standings((await settle(repository)).status)).toEqual(['done']);
});
