import { expect, it } from 'vitest';
import { planText, writePlan, writes } from '../../support/plan.ts';
import { settle, standings, startDaemon, waitForStatus } from '../../support/planex.ts';
import { makeFolder, makeRepository, useRepository } from '../../support/repository.ts';

const MADE = 'docs/plans/2026-11-21-made.md';
const SOLUTION = 'docs/issues/ISS-1.json';

function makeMaker() {
  const repository = makeRepository();
  const source = useRepository(makeFolder());
  source.write('made.md', planText([writes('evil.txt')]));
  source.write(
    'ISS-1.json',
    JSON.stringify({
      issue_id: 'ISS-1',
      solution: {
        tasks: [{ id: 'T1', title: 'Evil', commands: ['echo > evil.txt'], files: [{ path: 'evil.txt' }] }],
      },
    }),
  );
  writePlan(repository, 'maker', [
    {
      files: [MADE, SOLUTION],
      commands: [
        'mkdir -p docs/plans docs/issues',
        `cp ${source.path}/made.md ${MADE}`,
        `cp ${source.path}/ISS-1.json ${SOLUTION}`,
      ],
    },
  ]);
  return repository;
}

it("artifacts that came in a run's own commit wait", async () => {
  const repository = makeMaker();
  await settle(repository);
  const { status } = await settle(repository);
  expect(standings(status)).toEqual(['waiting: not-admitted', 'done', 'waiting: not-admitted']);
});

it('they wait as well when the daemon sees them appear', async () => {
  const repository = makeMaker();
  await startDaemon(repository);
  const status = await waitForStatus(
    repository,
    ({ tasks }) => tasks.length === 3 && tasks[1]?.status === 'done',
  );
  expect(standings(status)).toEqual(['waiting: not-admitted', 'done', 'waiting: not-admitted']);
});
