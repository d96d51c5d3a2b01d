import { expect, it } from 'vitest';
import { installHook } from '../../support/install-hook.ts';
import { landPlan, newestChange } from '../../support/land-plan.ts';
import { writes } from '../../support/plan.ts';
import { makeRepository } from '../../support/repository.ts';

it('a formatter that stages what it rewrote: its version lands', async () => {
  const repository = makeRepository();
  installHook(repository, 'pre-commit', 'sed -i s/sweet/bitter/ tea.txt && git add tea.txt');
  await landPlan(repository, [writes('tea.txt', 'sweet')]);
  expect(newestChange(repository)).toBe('A\ttea.txt');
  expect(repository.read('tea.txt')).toBe('bitter\n');
});

it('a formatter that rewrites and refuses, to be called again: its version lands', async () => {
  const repository = makeRepository();
  installHook(
    repository,
    'pre-commit',
    'grep -q sweet tea.txt || exit 0; sed -i s/sweet/bitter/ tea.txt; exit 1',
  );
  await landPlan(repository, [writes('tea.txt', 'sweet')]);
  expect(repository.read('tea.txt')).toBe('bitter\n');
});

it('a hook that adds a file of its own: it lands with the rest', async () => {
  const repository = makeRepository();
  installHook(repository, 'pre-commit', 'ls *.txt > list.txt && git add list.txt');
  await landPlan(repository, [writes('tea.txt')]);
  expect(newestChange(repository)).toBe('A\tlist.txt\nA\ttea.txt');
});

it('a hook that rewrites the message does not make the task run twice', async () => {
  const repository = makeRepository();
  installHook(repository, 'commit-msg', 'sed -i "1s/^/[TEA-7] /" "$1"');
  await landPlan(repository, [writes('tea.txt')]);
  expect(repository.git('log', '-1', '--format=%s')).toBe('[TEA-7] feat(mine): Write tea.txt');
});
