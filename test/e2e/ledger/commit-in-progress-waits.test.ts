import { expect, it } from 'vitest';
import { beginCommit } from '../../support/open-commit.ts';
import { writePlan, writes } from '../../support/plan.ts';
import { readEventLog, settle, standings, startDaemon, waitForStatus } from '../../support/planex.ts';
import { waitUntil } from '../../support/program.ts';
import { makeRendezvous } from '../../support/rendezvous.ts';
import { makeRepository } from '../../support/repository.ts';

it('while a commit message is being edited nothing lands, and the commit goes through', async () => {
  const repository = makeRepository();
  const meet = makeRendezvous();
  repository.commit({ 'notes.txt': 'old\n' });
  const close = await beginCommit(repository, meet);
  writePlan(repository, 'mine', [writes('mine.txt')]);
  await startDaemon(repository);
  const status = await waitForStatus(repository, (now) => now.tasks[0]?.status === 'waiting');
  expect(standings(status)).toEqual(['waiting: commit-in-progress']);
  expect(await close()).toBe(0);
  expect(standings(await waitForStatus(repository, (now) => now.tasks[0]?.status === 'done'))).toEqual([
    'done',
  ]);
  expect(repository.git('log', '-2', '--format=%s')).toBe('feat(mine): Write mine.txt\nby hand');
  expect((await settle(repository)).code).toBe(0);
});

it('a commit that is over in a moment does not cost a finished run its place', async () => {
  const repository = makeRepository();
  const meet = makeRendezvous();
  repository.commit({ 'notes.txt': 'old\n' });
  writePlan(repository, 'mine', [{ files: ['mine.txt'], commands: [meet.await('go'), 'touch mine.txt'] }]);
  await startDaemon(repository);
  await waitForStatus(repository, (now) => standings(now).join() === 'running');
  const close = await beginCommit(repository, meet);
  meet.send('go');
  const findLanding = () =>
    readEventLog(repository).find((event) => event.type === 'run:step' && event.step === 'landing');
  await waitUntil(() => findLanding() !== undefined, 'the run is about to land');
  expect(await close()).toBe(0);
  const tookMs = Date.now() - Date.parse(findLanding()?.at ?? '');
  await waitForStatus(repository, (now) => standings(now).join() === 'done');
  const hasWaited = readEventLog(repository).some(({ type }) => type === 'run:waiting');
  // Two seconds are what the run has for it; on a machine that is that slow it may come later.
  expect(hasWaited, `it took ${tookMs} ms`).toBe(hasWaited && tookMs >= 2_000);
  expect(repository.git('log', '-2', '--format=%s')).toBe('feat(mine): Step 1\nby hand');
});
