import { expect, it } from 'vitest';
import { writePlan } from '../../support/plan.ts';
import { settle, standings } from '../../support/planex.ts';
import { makeRepository } from '../../support/repository.ts';

it('an executor that works from an older commit takes nothing of the user back', async () => {
  const made = makeRepository();
  made.commit({ 'users.txt': 'precious\n' });
  writePlan(made, 'a', [
    { title: 'Work', commands: ['git checkout -q -b work HEAD~1', 'echo mine > mine.txt'] },
  ]);
  expect(standings((await settle(made)).status)).toEqual(['done']);
  expect(made.git('show', '--format=', '--name-status', 'HEAD')).toBe('A\tmine.txt');
  expect(made.read('users.txt')).toBe('precious\n');
});

it('work from an older commit that does not fit fails and is kept', async () => {
  const made = makeRepository();
  const base = made.commit({ 'users.txt': 'precious\n' });
  writePlan(made, 'a', [
    { title: 'Work', commands: ['git checkout -q -b work HEAD~1', 'echo mine > users.txt'] },
  ]);
  expect(standings((await settle(made)).status)).toEqual(['failed: conflict']);
  expect(made.git('rev-parse', 'HEAD')).toBe(base);
  const kept = made.git('for-each-ref', '--format=%(refname)', 'refs/planex/runs/');
  expect(made.git('show', `${kept}:users.txt`)).toBe('mine');
});
