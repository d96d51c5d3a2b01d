import { expect, it } from 'vitest';
import { writePlan, writes } from '../../support/plan.ts';
import { planexOk, settle, standings } from '../../support/planex.ts';
import { makeRepository, type TestRepository } from '../../support/repository.ts';

const WAYS: [string, (repository: TestRepository) => void][] = [
  ['reverted', (at) => at.git('revert', '--no-edit', 'HEAD')],
  ['reset away', (at) => at.git('reset', '--quiet', '--hard', 'HEAD~1')],
];

it.each(WAYS)('work that was landed, then %s, is not done again until retry', async (_name, remove) => {
  const repository = makeRepository();
  writePlan(repository, 'mine', [writes('mine.txt')]);
  await settle(repository);
  remove(repository);
  const { code, status } = await settle(repository);
  expect([code, standings(status)]).toEqual([1, ['waiting: removed-by-user']]);
  await planexOk(repository, 'retry', 'mine#1');
  expect(standings((await settle(repository)).status)).toEqual(['done']);
  expect(repository.read('mine.txt')).toBe('mine.txt\n');
});
