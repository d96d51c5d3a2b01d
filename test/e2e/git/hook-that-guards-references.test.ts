import { expect, it } from 'vitest';
import { installHook } from '../../support/install-hook.ts';
import { expectWhole } from '../../support/land-plan.ts';
import { writePlan, writes } from '../../support/plan.ts';
import { settle, taskOf } from '../../support/planex.ts';
import { makeRepository } from '../../support/repository.ts';

it('a reference-transaction hook that refuses leaves branch, index and files as they were', async () => {
  const repository = makeRepository();
  installHook(
    repository,
    'reference-transaction',
    '[ "$1" = prepared ] || exit 0\nwhile read -r old new ref; do [ "$ref" = refs/heads/main ] && { echo "main is closed" >&2; exit 1; }; done\nexit 0',
  );
  const before = repository.git('rev-parse', 'HEAD');
  writePlan(repository, 'mine', [writes('mine.txt')]);
  const task = taskOf((await settle(repository)).status, '#1');
  expect(task.reason?.message).toMatch(/main is closed/);
  expect(repository.git('rev-parse', 'HEAD')).toBe(before);
  expect(repository.git('show', `refs/planex/runs/${task.run}:mine.txt`)).toBe('mine.txt');
  expectWhole(repository);
});
