import { EventEmitter, once } from 'node:events';
import { setImmediate } from 'node:timers/promises';
import { expect, it } from 'vitest';
import type { Renames } from '../../../src/daemon/look/follow-renames.ts';
import { rememberRenames } from '../../../src/daemon/look/remember-renames.ts';
import type { Ports } from '../../../src/daemon/ports.ts';
import { endCancelled, endFailed, endLanded } from '../../../src/daemon/run/end-run.ts';
import type { RunJob } from '../../../src/daemon/run/run-job.ts';
import type { TaskRecord } from '../../../src/tasks/task-record.ts';
import { makeRunScene } from '../../support/run-scene.ts';

const NEW = 'docs/plans/2026-11-20-renamed.md';
const BYTES = 'sha256:bytes';

interface Moving {
  job: RunJob;
  ports: Ports;
  renames: Renames;
  /** What is remembered of the task under the new name of its plan. */
  remembered: () => Promise<TaskRecord | undefined>;
}

/** A run whose plan has got another name, with real records; `noteRenames` is told in the middle of writing that down. */
async function makeMoving(noteRenames: () => Promise<void>): Promise<Moving> {
  const { ports: rest, job: left } = await makeRunScene();
  const ports = { ...rest, calls: { ...rest.calls, noteRenames } };
  const { artifactPath, key } = left.task;
  const artifact = await ports.records.artifact(artifactPath);
  await artifact.update((record) => {
    record.lastBytes = BYTES;
  });
  const former = structuredClone(artifact.data);
  return {
    job: { ...left, ports },
    ports,
    renames: { moves: [{ path: NEW, digest: BYTES, former, left: 'nothing' }], afresh: [], again: [] },
    remembered: async () => (await ports.records.artifact(NEW)).data.tasks[key],
  };
}

const ENDS: [string, (job: RunJob) => Promise<void>, object][] = [
  [
    'fails',
    (job) => endFailed(job, { code: 'tests-failing', message: 'red' }),
    { attempts: 1, failure: { run: 'run-1' } },
  ],
  ['lands', (job) => endLanded(job, 'c0ffee'), { attempts: 1, landed: [{ commit: 'c0ffee' }] }],
  ['is cancelled', (job) => endCancelled(job, 'cancel'), { cancelled: { digest: 'sha256:1' } }],
];

it.each(ENDS)('a run that %s while its record is being moved is remembered', async (_, end, expected) => {
  const steps = new EventEmitter();
  const { job, ports, renames, remembered } = await makeMoving(async () => {
    steps.emit('moving');
    await once(steps, 'go');
  });
  const reached = once(steps, 'moving');
  const moving = rememberRenames(ports, renames);
  await reached;
  const ending = end(job);
  await setImmediate();
  steps.emit('go');
  await Promise.all([moving, ending]);
  expect(await remembered()).toMatchObject(expected);
  expect(job.run.data.step).toBe('ended');
});

it.each(ENDS)(
  'a run that %s when the move of its record was cut off is remembered',
  async (_, end, expected) => {
    let fails = true;
    const { job, ports, renames, remembered } = await makeMoving(async () => {
      if (fails) throw Object.assign(new Error('write'), { code: 'EIO' });
    });
    await expect(rememberRenames(ports, renames)).rejects.toThrow('write');
    fails = false;
    await end(job);
    await rememberRenames(ports, renames);
    expect(await remembered()).toMatchObject(expected);
  },
);

it('as long as the move of its record cannot be finished, a run does not end', async () => {
  const { job, ports, renames } = await makeMoving(() =>
    Promise.reject(Object.assign(new Error('write'), { code: 'EIO' })),
  );
  await expect(rememberRenames(ports, renames)).rejects.toThrow('write');
  await expect(endLanded(job, 'c0ffee')).rejects.toThrow('write');
  expect(job.run.data.step).toBe('executing');
});
