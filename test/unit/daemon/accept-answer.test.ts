import { expect, it } from 'vitest';
import { acceptAnswer } from '../../../src/daemon/run/accept-answer.ts';
import { makeRunScene, SCENE_AT } from '../../support/run-scene.ts';

const tests = { result: 'skipped', summary: 'the work is an answer' };

it('an answer lands nothing and is not verified', async () => {
  const { job, events, done } = await makeRunScene();
  expect(await acceptAnswer(job)).toBeUndefined();
  expect(job.run.data).toMatchObject({ paths: [], tests });
  expect(events).toEqual([]);
  expect(done).toEqual([]);
});

it('what an answer changed all the same is undone, and said', async () => {
  const { job, events, done } = await makeRunScene({ changed: ['a.txt', 'b.txt'] });
  expect(await acceptAnswer(job)).toBeUndefined();
  expect(done).toEqual(['restored a.txt, b.txt']);
  expect(job.run.data).toMatchObject({ paths: [], tests });
  expect(events).toEqual([
    {
      type: 'run:warning',
      at: SCENE_AT,
      taskId: job.task.id,
      runId: 'run-1',
      message: 'it was to answer and not to change files, but changed a.txt, b.txt; undone',
    },
  ]);
});

it('an answer of a run that left its base is not taken, and nothing is undone', async () => {
  const { job, done } = await makeRunScene({
    changed: ['a.txt'],
    returns: { kind: 'left-base', message: 'it switched branches' },
  });
  expect(await acceptAnswer(job)).toEqual({ code: 'conflict', message: 'it switched branches' });
  expect(done).toEqual([]);
  expect(job.run.data.tests).toBeUndefined();
});
