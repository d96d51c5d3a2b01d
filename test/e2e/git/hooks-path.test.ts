import { join } from 'node:path';
import { expect, it } from 'vitest';
import { installHook } from '../../support/install-hook.ts';
import { landPlan } from '../../support/land-plan.ts';
import { writes } from '../../support/plan.ts';
import { makeRendezvous } from '../../support/rendezvous.ts';
import { makeFolder, makeRepository, useRepository } from '../../support/repository.ts';

it('an absolute core.hooksPath: its hooks run for the commits of runs', async () => {
  const repository = makeRepository();
  const meet = makeRendezvous();
  const folder = makeFolder();
  installHook(useRepository(folder), 'pre-commit', meet.give('hook'), '.');
  repository.git('config', 'core.hooksPath', folder);
  await landPlan(repository, [writes('mine.txt')]);
  expect(meet.given()).toEqual(['hook']);
});

it('a relative one that is committed, as teams share hooks', async () => {
  const repository = makeRepository();
  const meet = makeRendezvous();
  installHook(repository, 'pre-commit', meet.give('hook'), '.githooks');
  repository.git('add', '.githooks');
  repository.git('commit', '--quiet', '-m', 'build: share hooks');
  repository.git('config', 'core.hooksPath', '.githooks');
  await landPlan(repository, [writes('mine.txt')]);
  expect(meet.given()).toEqual(['hook']);
});

it('husky: a generated folder that exists only at home calls the committed script', async () => {
  const repository = makeRepository();
  const meet = makeRendezvous();
  repository.commit({ '.gitignore': '.husky/_/\n', '.husky/pre-commit': `${meet.give('hook')}\n` });
  installHook(repository, 'pre-commit', 'sh -e "$(dirname "$(dirname "$0")")/$(basename "$0")"', '.husky/_');
  repository.git('config', 'core.hooksPath', '.husky/_');
  await landPlan(repository, [writes('mine.txt')]);
  expect(meet.given()).toEqual(['hook']);
});

it('a linked work tree with hooks of its own', async () => {
  const main = makeRepository();
  const meet = makeRendezvous();
  const path = join(makeFolder(), 'linked');
  main.git('worktree', 'add', '--quiet', '-b', 'feature', path);
  const linked = useRepository(path);
  main.git('config', 'extensions.worktreeConfig', 'true');
  const folder = makeFolder();
  installHook(useRepository(folder), 'pre-commit', meet.give('hook'), '.');
  linked.git('config', '--worktree', 'core.hooksPath', folder);
  await landPlan(linked, [writes('mine.txt')]);
  expect(meet.given()).toEqual(['hook']);
});
