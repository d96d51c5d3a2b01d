import { expect, it } from 'vitest';
import { writePlan, writes } from '../../support/plan.ts';
import { settle, standings } from '../../support/planex.ts';
import { makeRepository } from '../../support/repository.ts';

it('branches and commits that an executor made outlive its work tree', async () => {
  const repository = makeRepository();
  repository.write('.planexrc', '{ "limits": { "parallelRuns": 1 } }');
  writePlan(repository, 'a', [
    {
      commands: [
        'git checkout -q -b attempt',
        'echo 1 > attempt.txt',
        'git add . && git commit -q -m attempt',
        'echo 2 > half.txt',
        'exit 7',
      ],
    },
  ]);
  writePlan(repository, 'b', [writes('b.txt')]);
  const { status } = await settle(repository);
  expect(standings(status)).toEqual(['failed: internal', 'done']);
  repository.git('gc', '--quiet', '--prune=now');
  expect(repository.git('show', 'attempt:attempt.txt')).toBe('1');
  expect(repository.git('ls-tree', '--name-only', `refs/planex/runs/${status.tasks[0]?.run}`)).toBe(
    'README.md\nattempt.txt\nhalf.txt',
  );
});
