import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it, onTestFinished } from 'vitest';
import { writePlan, writes } from '../../support/plan.ts';
import { readEventLog, settle, standings, startDaemon, waitForStatus } from '../../support/planex.ts';
import { waitUntil } from '../../support/program.ts';
import { makeRendezvous, type Rendezvous } from '../../support/rendezvous.ts';
import { makeRepository, type TestRepository } from '../../support/repository.ts';

/** Begins a commit whose message is being edited until `close` is sent; resolves to its exit code. */
async function beginCommit(repository: TestRepository, meet: Rendezvous): Promise<() => Promise<unknown>> {
  repository.write('notes.txt', 'mine\n');
  const editor = `sh -c '${meet.give('open')}; ${meet.await('close')}; echo by hand > "$1"' editor`;
  const commit = spawn('git', ['commit', '--all'], {
    cwd: repository.path,
    env: { ...process.env, GIT_EDITOR: editor },
    stdio: 'ignore',
  });
  const ended = once(commit, 'close');
  const close = async (): Promise<unknown> => {
    meet.send('close');
    return (await ended)[0];
  };
  onTestFinished(() => void close());
  await meet.receive('open');
  return close;
}

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
