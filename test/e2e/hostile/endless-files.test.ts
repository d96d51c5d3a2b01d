import { expect, it } from 'vitest';
import { link } from '../../support/hostile-repository.ts';
import { planText } from '../../support/plan.ts';
import { planex, planexOk } from '../../support/planex.ts';
import { makeRepository, type TestRepository } from '../../support/repository.ts';

/** What planex reads of a repository before anybody has trusted anything. */
const FILES = [
  'PLANS.md',
  'package.json',
  'package-lock.json',
  'pyproject.toml',
  'Makefile',
  'lefthook.yml',
  '.pre-commit-config.yaml',
  '.husky/pre-commit',
  '.workflow/issues/issues.jsonl',
];

function makeEndless(files: readonly string[]): TestRepository {
  const repository = makeRepository();
  repository.commit({ 'docs/plans/tea.md': planText([{ title: 'Tea', files: ['tea.txt'] }]) });
  for (const file of files) link(repository, '/dev/zero', file);
  repository.git('add', '-A');
  repository.git('commit', '--quiet', '-m', 'feat: endless');
  return repository;
}

it('no file of a repository that never ends is read to its end', async () => {
  const repository = makeEndless(FILES);
  for (const args of [
    ['why', 'tea#1', '--prompt'],
    ['lint'],
    ['doctor'],
    ['hooks', 'install'],
    ['guard'],
    ['trust'],
    ['issues'],
    ['once'],
    ['status'],
    ['statusline'],
  ]) {
    const { code, stderr } = await planex(repository, args);
    expect(code, `planex ${args.join(' ')}\n${stderr}`).toBeLessThan(3);
  }
});

it('settings that never end are refused, and named', async () => {
  const repository = makeEndless(['.planexrc']);
  for (const args of [['status'], ['trust'], ['once'], ['start']]) {
    const refused = await planex(repository, args);
    expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining('.planexrc is no file') });
  }
  await planexOk(repository, 'statusline');
});
