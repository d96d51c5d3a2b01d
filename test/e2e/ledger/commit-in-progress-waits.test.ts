import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it, onTestFinished } from 'vitest';
import { writePlan, writes } from '../../support/plan.ts';
import { settle, standings, startDaemon, waitForStatus } from '../../support/planex.ts';
import { makeRendezvous } from '../../support/rendezvous.ts';
import { makeRepository } from '../../support/repository.ts';

it('while a commit message is being edited nothing lands, and the commit goes through', async () => {
  const repository = makeRepository();
  const meet = makeRendezvous();
  repository.commit({ 'notes.txt': 'old\n' });
  repository.write('notes.txt', 'mine\n');
  const editor = `sh -c '${meet.give('open')}; ${meet.await('close')}; echo by hand > "$1"' editor`;
  const commit = spawn('git', ['commit', '--all'], {
    cwd: repository.path,
    env: { ...process.env, GIT_EDITOR: editor },
    stdio: 'ignore',
  });
  const ended = once(commit, 'close');
  onTestFinished(async () => {
    meet.send('close');
    await ended;
  });
  await meet.receive('open');
  writePlan(repository, 'mine', [writes('mine.txt')]);
  await startDaemon(repository);
  const status = await waitForStatus(repository, (now) => now.tasks[0]?.status === 'waiting');
  expect(standings(status)).toEqual(['waiting: commit-in-progress']);
  meet.send('close');
  expect((await ended)[0]).toBe(0);
  expect(standings(await waitForStatus(repository, (now) => now.tasks[0]?.status === 'done'))).toEqual([
    'done',
  ]);
  expect(repository.git('log', '-2', '--format=%s')).toBe('feat(mine): Write mine.txt\nby hand');
  expect((await settle(repository)).code).toBe(0);
});
