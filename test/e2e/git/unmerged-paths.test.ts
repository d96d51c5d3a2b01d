import { expect, it } from 'vitest';
import { leaveConflict } from '../../support/clash.ts';
import { expectWaitsUntil, expectWhole, newestChange } from '../../support/land-plan.ts';
import { writePlan, writes } from '../../support/plan.ts';
import { planexOk, settle, standings, startDaemon, waitForStatus } from '../../support/planex.ts';
import { makeRendezvous } from '../../support/rendezvous.ts';
import { makeRepository, type TestRepository } from '../../support/repository.ts';

function resolve(repository: TestRepository): void {
  repository.git('checkout', '--quiet', '--theirs', 'README.md');
  repository.git('add', 'README.md');
}

it('while a conflict is not resolved nothing is begun; once it is, the task goes on by itself', async () => {
  const repository = makeRepository();
  const { path } = writePlan(repository, 'mine', [writes('mine.txt')]);
  await planexOk(repository, 'trust', path);
  leaveConflict(repository);
  const conflict = repository.git('ls-files', '--unmerged');
  await expectWaitsUntil(repository, 'operation-in-progress', () => {
    expect(repository.git('ls-files', '--unmerged')).toBe(conflict);
    resolve(repository);
  });
  expect(newestChange(repository)).toBe('A\tmine.txt');
  expectWhole(repository, 'M  README.md\n?? docs/');
});

it('work that is finished during a conflict lands when that is resolved, and is not done twice', async () => {
  const repository = makeRepository();
  const signals = makeRendezvous();
  const commands = [signals.give('begun'), signals.await('end'), 'echo done >> mine.txt'];
  writePlan(repository, 'mine', [{ files: ['mine.txt'], commands }]);
  await startDaemon(repository);
  await signals.receive('begun');
  leaveConflict(repository);
  signals.send('end');
  const waiting = await waitForStatus(repository, (status) => status.tasks[0]?.status === 'waiting');
  expect(standings(waiting)).toEqual(['waiting: operation-in-progress']);
  expect(waiting.tasks[0]?.reason?.message).toContain('conflict');
  resolve(repository);
  await waitForStatus(repository, (status) => status.tasks[0]?.status === 'done');
  await planexOk(repository, 'stop');
  expect(newestChange(repository)).toBe('A\tmine.txt');
  expect(repository.git('show', 'HEAD:mine.txt')).toBe('done');
  expectWhole(repository, 'M  README.md\n?? docs/');
});

it('a conflict in an index that only git reads is seen as well', async () => {
  const repository = makeRepository();
  repository.git('config', 'index.version', '4');
  repository.git('update-index', '--index-version', '4');
  const { path } = writePlan(repository, 'mine', [writes('mine.txt')]);
  await planexOk(repository, 'trust', path);
  leaveConflict(repository);
  expect(standings((await settle(repository)).status)).toEqual(['waiting: operation-in-progress']);
  resolve(repository);
  expect(standings((await settle(repository)).status)).toEqual(['done']);
});
