import { expect, it } from 'vitest';
import { writePlan, writes } from '../../support/plan.ts';
import { planex } from '../../support/planex.ts';
import { makeRepository } from '../../support/repository.ts';

const isLanding = (line: string): boolean => line.includes(' landed as ');
/** Without the time at which it is said. */
const withoutTime = (line: string): string => line.replace(/^\d\d:\d\d:\d\d /, '');

it.each([
  ['alone in its plan', 1, 0],
  ['with another that waits', 2, 1],
])(
  'of a task, %s, that has landed when planex dies, run says what the log does later',
  async (_, tasks, code) => {
    const repository = makeRepository();
    writePlan(repository, 'tea', [writes('tea.txt'), writes('milk.txt')].slice(0, tasks));
    if (tasks > 1) repository.write('milk.txt', 'mine');

    const died = await planex(repository, ['run', 'tea'], {
      env: { PLANEX_FAULT_POINT: 'landing:ref-committed' },
    });
    const told = await planex(repository, ['logs']);
    expect(told.stdout.split('\n').filter(isLanding)).toEqual([]);
    await planex(repository, ['once']);

    const { stdout } = await planex(repository, ['logs']);
    const later = stdout.split('\n').filter(isLanding).map(withoutTime);
    expect(later).toHaveLength(1);
    expect(died.stdout.split('\n').filter(isLanding)).toEqual(later);
    expect(died.code).toBe(code);
  },
);

it('it says so once, also where the run was on record as ended', async () => {
  const repository = makeRepository();
  writePlan(repository, 'tea', [writes('tea.txt')]);
  const { stdout } = await planex(repository, ['run', 'tea'], {
    env: { PLANEX_FAULT_POINT: 'run-refs:dropped' },
  });
  expect(stdout.split('\n').filter(isLanding)).toHaveLength(1);
});
