import { expect, it } from 'vitest';
import { writePlan } from '../../support/plan.ts';
import { settle, standings } from '../../support/planex.ts';
import { makeRepository } from '../../support/repository.ts';

it('a failed run is kept at refs/planex/runs/<run id>, and frees its slot', async () => {
  const repository = makeRepository();
  writePlan(repository, 'bad', [{ files: ['half.txt'], commands: ['echo half > half.txt', 'exit 3'] }]);
  writePlan(repository, 'worse', [{ files: ['other.txt'], commands: ['echo other > other.txt', 'exit 4'] }]);
  repository.write('.planexrc', '{ "limits": { "parallelRuns": 1 } }');
  const { status } = await settle(repository);
  expect(standings(status)).toEqual(['failed: internal', 'failed: internal']);
  const [bad, worse] = status.tasks.map((task) => task.run);
  expect(repository.git('show', `refs/planex/runs/${bad}:half.txt`)).toBe('half');
  expect(repository.git('show', `refs/planex/runs/${worse}:other.txt`)).toBe('other');
  expect(repository.git('status', '--porcelain')).toBe('?? .planexrc\n?? docs/');
  // The home work tree and the one slot that both runs had, one after the other.
  expect(repository.git('worktree', 'list').split('\n')).toHaveLength(2);
});
