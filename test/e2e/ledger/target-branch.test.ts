import { expect, it } from 'vitest';
import { writePlan, writes } from '../../support/plan.ts';
import { settle, standings, startDaemon, waitForStatus } from '../../support/planex.ts';
import { makeRendezvous } from '../../support/rendezvous.ts';
import { makeRepository } from '../../support/repository.ts';

it('work lands on the branch that was checked out at the claim, and waits while HEAD is elsewhere', async () => {
  const repository = makeRepository();
  const meet = makeRendezvous();
  const main = repository.git('rev-parse', 'main');
  writePlan(repository, 'mine', [
    { files: ['mine.txt'], commands: [meet.give('begun'), meet.await('go'), 'echo > mine.txt'] },
  ]);
  await startDaemon(repository);
  await meet.receive('begun');
  repository.git('checkout', '--quiet', '-b', 'side');
  meet.send('go');
  const status = await waitForStatus(repository, (now) => now.tasks[0]?.status === 'waiting');
  expect(standings(status)).toEqual(['waiting: wrong-branch']);
  expect(repository.git('rev-parse', 'main', 'side')).toBe(`${main}\n${main}`);
  repository.git('checkout', '--quiet', 'main');
  await waitForStatus(repository, (now) => now.tasks[0]?.status === 'done');
  expect(repository.git('rev-parse', 'main~1', 'side')).toBe(`${main}\n${main}`);
});

it('landing.branch planex/<slug> leaves the current branch alone', async () => {
  const repository = makeRepository();
  const main = repository.git('rev-parse', 'main');
  repository.write('.planexrc', '{ "landing": { "branch": "planex/<slug>" } }');
  writePlan(repository, 'mine', [writes('one.txt'), writes('two.txt')]);
  expect(standings((await settle(repository)).status)).toEqual(['done', 'done']);
  expect(repository.git('rev-parse', 'main')).toBe(main);
  expect(repository.git('log', '--format=%s', 'main..planex/mine')).toBe(
    'feat(mine): Write two.txt\nfeat(mine): Write one.txt',
  );
});
