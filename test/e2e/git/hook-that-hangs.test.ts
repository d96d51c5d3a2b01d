import { expect, it } from 'vitest';
import { installHook } from '../../support/install-hook.ts';
import { expectWhole } from '../../support/land-plan.ts';
import { writePlan, writes } from '../../support/plan.ts';
import { planexOk, standings, startDaemon, waitForStatus, expectNothingLeft } from '../../support/planex.ts';
import { makeRendezvous } from '../../support/rendezvous.ts';
import { makeRepository } from '../../support/repository.ts';

it('a hook that hangs is ended by `planex cancel`, with all it started', async () => {
  const repository = makeRepository();
  const meet = makeRendezvous();
  installHook(repository, 'pre-commit', `sleep 1000 & ${meet.give('hook')}; sleep 1000`);
  const { ids } = writePlan(repository, 'mine', [writes('mine.txt')]);
  await startDaemon(repository);
  await meet.receive('hook');
  await planexOk(repository, 'cancel', ids[0] ?? '');
  const status = await waitForStatus(repository, ({ tasks }) => tasks[0]?.status !== 'running');
  expect(standings(status)).toEqual(['cancelled: cancelled']);
  await planexOk(repository, 'stop');
  expectWhole(repository);
});

it('`planex stop --now` does not wait for it either', async () => {
  const repository = makeRepository();
  const meet = makeRendezvous();
  installHook(repository, 'pre-commit', `trap '' TERM; ${meet.give('hook')}; while :; do sleep 1; done`);
  writePlan(repository, 'mine', [writes('mine.txt')]);
  await startDaemon(repository);
  await meet.receive('hook');
  await planexOk(repository, 'stop', '--now');
  await expectNothingLeft(repository);
  installHook(repository, 'pre-commit', 'exit 0');
  expectWhole(repository);
});

it('`planex stop --now` takes a landing back whose hook hangs, and the next start lands it', async () => {
  const repository = makeRepository();
  const meet = makeRendezvous();
  const asked = '[ "$1" = prepared ] && grep -q refs/heads/main';
  const hang = `trap '' TERM; ${meet.give('hook')}; ${meet.await('go')}`;
  installHook(repository, 'reference-transaction', `${asked} && { ${hang}; }; exit 0`);
  writePlan(repository, 'mine', [writes('mine.txt')]);
  await startDaemon(repository);
  await meet.receive('hook');
  await planexOk(repository, 'stop', '--now');
  await expectNothingLeft(repository);
  expectWhole(repository);
  installHook(repository, 'reference-transaction', 'exit 0');
  await startDaemon(repository);
  await waitForStatus(repository, ({ tasks }) => tasks[0]?.status === 'done');
  await planexOk(repository, 'stop');
  expectWhole(repository);
});
