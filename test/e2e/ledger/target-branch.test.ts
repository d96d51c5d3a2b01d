import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { writePlan, writes } from '../../support/plan.ts';
import {
  planex,
  planexOk,
  readStatus,
  settle,
  standings,
  startDaemon,
  waitForStatus,
} from '../../support/planex.ts';
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

it('with landing.branch planex/<slug> what is reverted there is taken back, whatever is checked out', async () => {
  const repository = makeRepository();
  repository.write('.planexrc', '{ "landing": { "branch": "planex/<slug>" } }');
  writePlan(repository, 'mine', [writes('one.txt')]);
  expect(standings((await settle(repository)).status)).toEqual(['done']);
  repository.git('merge', '--quiet', 'planex/mine');
  repository.git('checkout', '--quiet', 'planex/mine');
  repository.git('revert', '--no-edit', 'HEAD');
  expect(standings(await readStatus(repository))).toEqual(['waiting: removed-by-user']);
  repository.git('checkout', '--quiet', 'main');
  expect(standings(await readStatus(repository))).toEqual(['waiting: removed-by-user']);
});

it('with landing.branch planex/<slug> what is reverted on a branch of the user alone stays done elsewhere', async () => {
  const repository = makeRepository();
  repository.write('.planexrc', '{ "landing": { "branch": "planex/<slug>" } }');
  writePlan(repository, 'mine', [writes('one.txt')]);
  expect(standings((await settle(repository)).status)).toEqual(['done']);
  repository.git('merge', '--quiet', 'planex/mine');
  repository.git('checkout', '--quiet', '-b', 'topic');
  repository.git('revert', '--no-edit', 'HEAD');
  expect(standings(await readStatus(repository))).toEqual(['waiting: removed-by-user']);
  repository.git('checkout', '--quiet', 'main');
  expect(standings(await readStatus(repository))).toEqual(['done']);
});

it('a plan whose slug is no name of a branch lands on one of a name that git takes', async () => {
  const repository = makeRepository();
  repository.write('.planexrc', '{ "landing": { "branch": "planex/<slug>" } }');
  writePlan(repository, 'v1..2', [writes('one.txt'), writes('two.txt')]);
  expect(standings((await settle(repository)).status)).toEqual(['done', 'done']);
  const made = repository.git('for-each-ref', '--format=%(refname:short)', 'refs/heads/planex');
  expect(made).toMatch(/^planex\/v1-2-[0-9a-f]{8}$/);
  expect(repository.git('ls-tree', '--name-only', made, '--', 'one.txt', 'two.txt')).toBe('one.txt\ntwo.txt');
});

it('a branch that cannot be made since another is in its way is waited for, by that name', async () => {
  const repository = makeRepository();
  repository.write('.planexrc', '{ "landing": { "branch": "planex/<slug>" } }');
  repository.git('branch', 'planex');
  writePlan(repository, 'mine', [writes('one.txt')]);
  const { code, status } = await settle(repository);
  expect(code).toBe(1);
  const reason = {
    code: 'wrong-branch',
    message: 'the branch planex/mine cannot be made: there is a branch planex',
    action: 'git branch -m planex <another name>',
  };
  expect(status.tasks).toMatchObject([{ status: 'waiting', reason }]);
  expect((await readStatus(repository)).tasks).toMatchObject([{ status: 'waiting', reason }]);

  await startDaemon(repository);
  repository.git('branch', '-m', 'planex', 'other');
  await waitForStatus(repository, (now) => now.tasks[0]?.status === 'done');
  expect(repository.git('show', 'planex/mine:one.txt')).toBe('one.txt');
});

it('a branch that git refuses to make is waited for, with what git says', async () => {
  const repository = makeRepository();
  repository.write('.planexrc', '{ "landing": { "branch": "planex/<slug>" } }');
  repository.write('.git/refs/heads/planex/mine.lock', '');
  writePlan(repository, 'mine', [writes('one.txt')]);
  const said = await planex(repository, ['once']);
  expect(said.code).toBe(1);
  expect(said.stdout).toContain('wrong-branch: the branch planex/mine cannot be made: ');
  expect(said.stdout).toContain('mine.lock');

  await startDaemon(repository);
  await waitForStatus(repository, (now) => now.tasks[0]?.status === 'waiting');
  rmSync(join(repository.path, '.git/refs/heads/planex/mine.lock'));
  await waitForStatus(repository, (now) => now.tasks[0]?.status === 'done');
});

it('a run whose branch was renamed waits, and is done again on the new name when asked as it says', async () => {
  const repository = makeRepository();
  const meet = makeRendezvous();
  const commands = [meet.give('begun'), meet.await('go'), 'echo > mine.txt'];
  const { ids } = writePlan(repository, 'mine', [{ files: ['mine.txt'], commands }]);
  await startDaemon(repository);
  await meet.receive('begun');
  repository.git('branch', '-m', 'main', 'trunk');
  meet.send('go');
  const status = await waitForStatus(repository, (now) => now.tasks[0]?.status === 'waiting');
  expect(status.tasks[0]?.reason).toEqual({
    code: 'wrong-branch',
    message: 'the run was made for main, and that branch is gone',
    action: `git switch -c main to land it there; planex cancel ${ids[0]} && planex retry ${ids[0]} to have it done again where you are`,
  });
  await planexOk(repository, 'cancel', 'mine#1');
  await planexOk(repository, 'retry', 'mine#1');
  await meet.receive('begun');
  meet.send('go');
  await waitForStatus(repository, (now) => now.tasks[0]?.status === 'done');
  expect(repository.git('log', '--format=%s', '-1', 'trunk')).toBe('feat(mine): Step 1');
});
