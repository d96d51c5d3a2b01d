import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { useAgent, writeAgentTask } from '../../support/agent.ts';
import { newestChange } from '../../support/land-plan.ts';
import { startDaemon, waitForStatus } from '../../support/planex.ts';
import { makeRepository } from '../../support/repository.ts';

it('one that leaves an index.lock in the home work tree: its work waits, says why, and lands once that is removed', async () => {
  const repository = makeRepository();
  const lock = join(repository.path, '.git/index.lock');
  useAgent(repository, { script: `echo work > work.txt; touch ${lock}` });
  writeAgentTask(repository);
  await startDaemon(repository);
  const { tasks } = await waitForStatus(
    repository,
    (status) => status.tasks[0]?.reason?.code === 'operation-in-progress',
  );
  expect(tasks[0]?.reason?.message).toContain('index.lock');
  expect(existsSync(lock)).toBe(true);
  rmSync(lock);
  await waitForStatus(repository, (status) => status.tasks[0]?.status === 'done');
  expect(newestChange(repository)).toBe('A\twork.txt');
});
