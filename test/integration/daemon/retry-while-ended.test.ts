import { expect, it } from 'vitest';
import { changeTaskRecord } from '../../../src/daemon/change-task-record.ts';
import { rememberObservation } from '../../../src/daemon/look/remember.ts';
import { requeueRun } from '../../../src/daemon/run/resume-run.ts';
import { openPorts } from '../../support/open-ports.ts';
import { writePlan, writes } from '../../support/plan.ts';
import { makeRepository } from '../../support/repository.ts';

const AT = '2026-11-20T12:00:00.000Z';

it('a retry that comes while the run of a cancelled task is being ended holds', async () => {
  const repository = makeRepository();
  const { path } = writePlan(repository, 'tea', [writes('tea.txt')]);
  const { ports, operations, look } = await openPorts(repository);
  const { observation } = await look();
  await rememberObservation(ports, observation);
  const task = observation.world.tasks.map((facts) => facts.task).find((one) => one.artifactPath === path);
  if (task === undefined) throw new Error('there is no task');
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
    base: repository.git('rev-parse', 'HEAD'),
    step: 'verifying',
    startedAt: AT,
    stepAt: AT,
    deaths: 0,
  });
  const { runId, digest } = run.data;
  await changeTaskRecord(ports, task, (record) => {
    record.cancelled = { digest, at: AT, runs: [runId] };
  });
  const [action] = (await look()).decision.actions;
  if (action?.type !== 'requeue') throw new Error('the run is not to be ended');
  expect(action.reason.code).toBe('cancelled');
  const { ...real } = ports.execution;
  ports.execution.sweep = async (marker) => {
    await operations.retry({ task: task.id });
    return real.sweep(marker);
  };

  await requeueRun(ports, runId, action.reason);

  expect((await ports.records.readRun(runId))?.outcome).toMatchObject({ kind: 'cancelled' });
  expect((await operations.preview()).wouldStart).toEqual([task.id]);
});
