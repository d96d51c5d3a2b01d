import { expect, it } from 'vitest';
import { writePlan } from '../../support/plan.ts';
import {
  expectNothingLeft,
  readEventLog,
  readStatus,
  settle,
  standings,
  startDaemon,
} from '../../support/planex.ts';
import { spawnOnTerminal, spawnPlanex } from '../../support/planex-process.ts';
import { isRunning, waitUntil } from '../../support/program.ts';
import { makeRendezvous, type Rendezvous } from '../../support/rendezvous.ts';
import { makeRepository, type TestRepository } from '../../support/repository.ts';

/** A task that says when it begins and waits to be told to end. */
function writeSlowPlan(repository: TestRepository): Rendezvous {
  const meet = makeRendezvous();
  const begin = `echo begun >> ${meet.place('begun')}`;
  writePlan(repository, 'slow', [
    { files: ['a.txt'], commands: [begin, meet.await('go'), 'echo a > a.txt'] },
  ]);
  return meet;
}

/** The run ends by itself although its daemon was told to stop, and lands; it is done once. */
async function expectLandedOnce(repository: TestRepository, meet: Rendezvous): Promise<void> {
  await waitUntil(() => repository.git('rev-list', '--count', 'HEAD') === '2', 'it lands');
  await expectNothingLeft(repository);
  expect(readEventLog(repository).at(-1)?.type).toBe('daemon:stopped');
  expect(standings(await readStatus(repository))).toEqual(['done']);
  expect(meet.read('begun')).toBe('begun\n');
}

it.each([
  ['whose terminal is closed', spawnOnTerminal, undefined],
  ['whose reader is gone and that is hung up', spawnPlanex, 'SIGHUP'],
  ['that is told to quit', spawnPlanex, 'SIGQUIT'],
] as const)('a planex once %s ends its run in order', async (_, spawn, signal) => {
  const repository = makeRepository();
  const meet = writeSlowPlan(repository);
  const once = spawn(repository, ['once']);
  await meet.hear('begun');
  once.leave();
  if (signal !== undefined) once.signal(signal);
  await expectNothingLeft(repository);
  expect(readEventLog(repository).at(-1)?.type).toBe('daemon:stopped');
  meet.send('go');
  expect(standings((await settle(repository)).status)).toEqual(['done']);
});

it.each([
  ['whose terminal is closed', spawnOnTerminal, undefined],
  ['whose reader is gone and that is hung up', spawnPlanex, 'SIGHUP'],
  ['that is told to quit', spawnPlanex, 'SIGQUIT'],
] as const)('a daemon in the foreground %s lets its run end', async (_, spawn, signal) => {
  const repository = makeRepository();
  const meet = writeSlowPlan(repository);
  const daemon = spawn(repository, ['start', '--foreground']);
  await meet.hear('begun');
  daemon.leave();
  if (signal !== undefined) daemon.signal(signal);
  meet.send('go');
  await expectLandedOnce(repository, meet);
});

it('a shell and its terminal both hang up: the second time is no second wish', async () => {
  const repository = makeRepository();
  const meet = writeSlowPlan(repository);
  const daemon = spawnPlanex(repository, ['start', '--foreground']);
  await meet.hear('begun');
  daemon.signal('SIGHUP');
  await daemon.says(/^stopping: /m);
  daemon.signal('SIGHUP');
  // Whoever answers this has heard it.
  await readStatus(repository);
  meet.send('go');
  await expectLandedOnce(repository, meet);
});

it('a daemon in the background that is hung up lets its run end', async () => {
  const repository = makeRepository();
  const meet = writeSlowPlan(repository);
  const pid = await startDaemon(repository);
  await meet.hear('begun');
  process.kill(pid, 'SIGHUP');
  meet.send('go');
  await waitUntil(() => !isRunning(pid), 'it has ended');
  await expectLandedOnce(repository, meet);
});

it('a planex once whose reader is gone does all there is to do', async () => {
  const repository = makeRepository();
  const meet = writeSlowPlan(repository);
  const once = spawnPlanex(repository, ['once']);
  await meet.hear('begun');
  once.leave();
  meet.send('go');
  expect(await once.ended()).toBe(0);
  await expectLandedOnce(repository, meet);
});
