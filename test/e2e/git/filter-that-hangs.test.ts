import { expect, it } from 'vitest';
import { expectWhole } from '../../support/land-plan.ts';
import { writePlan } from '../../support/plan.ts';
import { expectNothingLeft, planexOk, standings, startDaemon, waitForStatus } from '../../support/planex.ts';
import { makeRendezvous } from '../../support/rendezvous.ts';
import { makeRepository, type TestRepository } from '../../support/repository.ts';

/** Lets the one task of a plan come to its landing, which hangs until there is a signal "go". */
async function hangLanding(repository: TestRepository) {
  const meet = makeRendezvous();
  repository.git('config', 'filter.slow.clean', 'cat');
  const hang = `if pwd | grep -q planex-repo; then ${meet.give('hangs')}; ${meet.await('go')}; fi`;
  repository.commit({ '.gitattributes': '*.slow filter=slow\n', 'a.slow': 'tea\n' });
  const { ids } = writePlan(repository, 'mine', [
    {
      files: ['Modify: a.slow'],
      // Only from here on is a.slow written in the user's work tree.
      commands: ['echo milk >> a.slow', `git config filter.slow.smudge '${hang}; cat'`],
    },
  ]);
  await startDaemon(repository);
  await meet.receive('hangs');
  return { ids, meet };
}

it('`planex stop --now` takes a landing back that hangs, and the next start lands it', async () => {
  const repository = makeRepository();
  const { meet } = await hangLanding(repository);
  await planexOk(repository, 'stop', '--now');
  await expectNothingLeft(repository);
  expectWhole(repository);
  expect(repository.read('a.slow')).toBe('tea\n');
  meet.send('go');
  await startDaemon(repository);
  await waitForStatus(repository, ({ tasks }) => tasks[0]?.status === 'done');
  await planexOk(repository, 'stop');
  expectWhole(repository);
  expect(repository.read('a.slow')).toBe('tea\nmilk\n');
});

it('`planex cancel` ends a landing that hangs', async () => {
  const repository = makeRepository();
  const { ids } = await hangLanding(repository);
  await planexOk(repository, 'cancel', ids[0] ?? '');
  const status = await waitForStatus(repository, ({ tasks }) => tasks[0]?.status !== 'running');
  expect(standings(status)).toEqual(['cancelled: cancelled']);
  await planexOk(repository, 'stop');
  expectWhole(repository);
  expect(repository.read('a.slow')).toBe('tea\n');
});
