import { expect, it } from 'vitest';
import { expectWhole } from '../../support/land-plan.ts';
import { installHook } from '../../support/install-hook.ts';
import { writePlan, writes } from '../../support/plan.ts';
import { planex, planexOk, readEventLog, settle, standings, taskOf } from '../../support/planex.ts';
import { makeRepository } from '../../support/repository.ts';

it('work that a hook refuses is not accepted, not ticked, and kept; once the hook agrees it lands', async () => {
  const repository = makeRepository();
  installHook(repository, 'pre-commit', 'echo "no sugar, please" >&2; exit 1');
  const before = repository.git('rev-parse', 'HEAD');
  const { path, ids } = writePlan(repository, 'mine', [writes('mine.txt')]);
  const { code, status } = await settle(repository);
  expect([code, standings(status)]).toEqual([1, ['failed: tests-failing']]);
  const task = taskOf(status, '#1');
  expect(task.reason?.message).toBe('a Git hook refused the commit: no sugar, please');
  expect((await planex(repository, ['why', ids[0] ?? ''])).stdout).toContain('planex retry');
  expect(readEventLog(repository).map((event) => event.type)).not.toContain('issue:done');
  expect(repository.git('rev-parse', 'HEAD')).toBe(before);
  expect(repository.read(path)).toContain('- [ ] do it');
  expect(repository.git('show', `refs/planex/runs/${task.run}:mine.txt`)).toBe('mine.txt');
  installHook(repository, 'pre-commit', 'exit 0');
  await planexOk(repository, 'retry', ids[0] ?? '');
  expect(standings((await settle(repository)).status)).toEqual(['done']);
  expectWhole(repository);
});
