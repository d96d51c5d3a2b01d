import { expect, it } from 'vitest';
import { writePlan } from '../../support/plan.ts';
import { planexOk, settle, standings } from '../../support/planex.ts';
import { makeRepository } from '../../support/repository.ts';

it('a task that keeps changing its own text is not run for ever', async () => {
  const made = makeRepository();
  const name = 'self';
  const edit = `sed -i 's/Step 1.*/Step 1 again x&/' ${made.path}/docs/plans/2026-11-20-${name}.md`;
  const { ids } = writePlan(made, name, [{ commands: ['date +%N >> log.txt', edit], boxes: [] }]);
  const { code, status } = await settle(made);
  expect(code).toBe(1);
  expect(standings(status)).toEqual(['waiting: budget']);
  expect(made.git('rev-list', '--count', 'HEAD')).toBe('11');
  await planexOk(made, 'retry', ids[0] ?? '');
});
