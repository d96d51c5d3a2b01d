import { expect, it } from 'vitest';
import { installHook } from '../../support/install-hook.ts';
import { expectWhole, landPlan, newestChange } from '../../support/land-plan.ts';
import { writePlan, writes } from '../../support/plan.ts';
import { planexOk, settle, standings, taskOf } from '../../support/planex.ts';
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

it('a hook that takes away what a commit is found by: nothing lands that could not be found again', async () => {
  const repository = makeRepository();
  installHook(repository, 'commit-msg', 'sed -i "/^Planex-/d" "$1"');
  const before = repository.git('rev-parse', 'HEAD');
  const { ids } = writePlan(repository, 'mine', [writes('tea.txt')]);
  const { code, status } = await settle(repository);
  expect([code, standings(status)]).toEqual([1, ['failed: internal']]);
  const task = taskOf(status, '#1');
  expect(task.reason?.message).toContain('a Git hook has changed the lines of the commit message');
  expect(repository.git('rev-parse', 'HEAD')).toBe(before);
  expect(repository.git('show', `refs/planex/runs/${task.run}:tea.txt`)).toBe('tea.txt');
  installHook(repository, 'commit-msg', 'exit 0');
  await planexOk(repository, 'retry', ids[0] ?? '');
  expect(standings((await settle(repository)).status)).toEqual(['done']);
  expectWhole(repository);
});

it('another encoding of messages is no hook: work of any name lands, and its message is in UTF-8', async () => {
  const repository = makeRepository();
  repository.git('config', 'i18n.commitEncoding', 'ISO-8859-1');
  await landPlan(repository, [writes('käse.txt')], { name: 'käse' });
  expect(repository.git('-c', 'i18n.logOutputEncoding=UTF-8', 'log', '-1', '--format=%s')).toContain('käse');
});
