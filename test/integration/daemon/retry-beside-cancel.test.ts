import { expect, it } from 'vitest';
import { rememberObservation } from '../../../src/daemon/look/remember.ts';
import { type OpenPorts, openPorts } from '../../support/open-ports.ts';
import { writePlan, writes } from '../../support/plan.ts';
import { makeRepository } from '../../support/repository.ts';

const AT = '2026-11-20T12:00:00.000Z';

interface Waiting extends OpenPorts {
  taskId: string;
  runId: string;
}

/** A run that waits to land, with no process of it. */
async function makeWaiting(): Promise<Waiting> {
  const repository = makeRepository();
  const { path } = writePlan(repository, 'tea', [writes('tea.txt')]);
  const opened = await openPorts(repository);
  const { ports, look } = opened;
  const { observation } = await look();
  await rememberObservation(ports, observation);
  const task = observation.world.tasks.map((facts) => facts.task).find((one) => one.artifactPath === path);
  if (task === undefined) throw new Error('there is no task');
  const head = repository.git('rev-parse', 'HEAD');
  const run = await ports.records.createRun({
    version: 1,
    runId: ports.newRunId(),
    taskId: task.id,
    digest: task.digest,
    artifactPath: path,
    artifactDigest: 'sha256:bytes',
    label: task.label,
    title: task.title,
    backend: 'shell',
    footprint: ['tea.txt'],
    target: 'main',
    base: head,
    commit: head,
    step: 'landing',
    waiting: { code: 'dirty-paths', message: 'tea.txt has changes' },
    startedAt: AT,
    stepAt: AT,
    deaths: 0,
  });
  return { ...opened, taskId: task.id, runId: run.data.runId };
}

/** Has `meanwhile` done where `cancel` has written its word down and is about to end the run. */
function betweenWordAndEnd({ ports }: Waiting, meanwhile: () => Promise<void>): void {
  const { ...real } = ports.workspaces;
  ports.workspaces.adopt = async (...args) => {
    await meanwhile();
    return real.adopt(...args);
  };
}

it('a retry that is given while a cancel ends a run that only waits is answered after it, and holds', async () => {
  const waiting = await makeWaiting();
  const { operations, ports, taskId, runId } = waiting;
  const answered: string[] = [];
  let retrying: Promise<unknown> | undefined;
  betweenWordAndEnd(waiting, async () => {
    expect((await operations.status()).tasks[0]?.status).toBe('cancelled');
    retrying = operations.retry({ task: taskId }).then(() => answered.push('retry'));
    // It has time for several times all that it does, unless it waits for the end.
    for (let looks = 0; looks < 5; looks += 1) await operations.preview();
  });

  const { wasRunning } = await operations.cancel({ task: taskId });
  answered.push('cancel');
  await retrying;

  expect({ wasRunning, answered }).toEqual({ wasRunning: false, answered: ['cancel', 'retry'] });
  expect((await ports.records.readRun(runId))?.outcome).toMatchObject({ kind: 'cancelled' });
  expect((await operations.preview()).wouldStart).toEqual([taskId]);
});

it('a second cancel behind that retry is answered last, and holds', async () => {
  const waiting = await makeWaiting();
  const { operations, taskId } = waiting;
  const answered: string[] = [];
  const others: Promise<unknown>[] = [];
  betweenWordAndEnd(waiting, async () => {
    others.push(operations.retry({ task: taskId }).then(() => answered.push('retry')));
    for (let looks = 0; looks < 5; looks += 1) await operations.preview();
    others.push(operations.cancel({ task: taskId }).then(() => answered.push('cancel again')));
    for (let looks = 0; looks < 5; looks += 1) await operations.preview();
  });

  await operations.cancel({ task: taskId });
  await Promise.all(others);

  expect(answered).toEqual(['retry', 'cancel again']);
  expect((await operations.preview()).wouldStart).toEqual([]);
  expect((await operations.status()).tasks[0]?.status).toBe('cancelled');
});

it('a cancel that could not be written down keeps no retry waiting', async () => {
  const { operations, ports, taskId } = await makeWaiting();
  await operations.cancel({ task: taskId });
  const { ...real } = ports.records;
  let isFull = true;
  ports.records.openRuns = async () => {
    if (isFull) throw new Error('the disk is full');
    return real.openRuns();
  };
  await expect(operations.cancel({ task: taskId })).rejects.toThrow('the disk is full');
  isFull = false;
  await operations.retry({ task: taskId });
  expect((await operations.preview()).wouldStart).toEqual([taskId]);
});
