import { expect, it } from 'vitest';
import type { StatusView, TaskView } from '../../../src/daemon/look/status-view.ts';
import { useFakeCodex } from '../../support/fake-codex.ts';
import { writePlan } from '../../support/plan.ts';
import { planex, planexOk, startDaemon, taskOf, waitForStatus } from '../../support/planex.ts';
import { makeRepository } from '../../support/repository.ts';

it('a limit that a person knows to be lifted need not be waited for, with a daemon and without', async () => {
  // Its limit resets in 2033.
  const limited = useFakeCodex({ recording: 'limit-of-the-account' });
  const answers = useFakeCodex({ first: 'echo made > one.txt' });
  const repository = makeRepository();
  const readTask = async (): Promise<TaskView> => {
    const { stdout } = await planex(repository, ['status', '--json'], { env: answers });
    const view: StatusView = JSON.parse(stdout);
    return taskOf(view, 'one#1');
  };
  writePlan(repository, 'one', [{ files: ['one.txt'], backend: 'codex' }]);
  await planex(repository, ['once'], { env: limited });
  const { stdout: said } = await planex(repository, ['status'], { env: answers });
  expect(said).toContain('rate-limited: codex has hit its rate limit until 2033-');
  expect(said).toContain('→ planex unpause codex, if you know that it is lifted');

  expect(await planex(repository, ['unpause', 'gemini'])).toMatchObject({
    code: 1,
    stdout: 'gemini has hit no limit; codex has\n',
  });
  await planex(repository, ['once'], { env: answers });
  expect(await readTask()).toMatchObject({ status: 'waiting', attempts: 0 });

  expect(await planex(repository, ['unpause', 'codex'])).toMatchObject({
    code: 0,
    stdout: 'codex is tried again: one task goes first to see whether its limit is lifted\n',
  });
  // It is hit again: that is told as before.
  await planex(repository, ['once'], { env: limited });
  const again = { code: 'rate-limited', until: expect.stringMatching(/^2033-/) };
  expect(await readTask()).toMatchObject({ status: 'waiting', attempts: 0, reason: again });

  await startDaemon(repository, { env: answers });
  await waitForStatus(repository, (now) => taskOf(now, 'one#1').reason?.code === 'rate-limited');
  expect(await planex(repository, ['unpause', 'codex'])).toMatchObject({ code: 0 });
  await waitForStatus(repository, (now) => taskOf(now, 'one#1').status === 'done');
  expect(await planex(repository, ['unpause', 'codex'])).toMatchObject({
    code: 1,
    stdout: 'codex has hit no limit; no backend has\n',
  });
});

it('of a pause says whether anything is dispatched now, or only once planex runs', async () => {
  const repository = makeRepository();
  await planexOk(repository, 'pause');
  expect(await planexOk(repository, 'unpause')).toBe('planex dispatches again once it runs (planex start)\n');
  await startDaemon(repository);
  await planexOk(repository, 'pause');
  expect(await planexOk(repository, 'unpause')).toBe('planex dispatches again\n');
});
