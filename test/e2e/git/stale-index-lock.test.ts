import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { expectWhole, newestChange } from '../../support/land-plan.ts';
import { writePlan, writes } from '../../support/plan.ts';
import { planexOk, startDaemon, waitForStatus } from '../../support/planex.ts';
import { makeRepository } from '../../support/repository.ts';

it('an index.lock that a killed git left is named and not touched; once it is removed the work lands', async () => {
  const repository = makeRepository();
  const lock = join(repository.path, '.git/index.lock');
  writeFileSync(lock, '');
  writePlan(repository, 'mine', [writes('mine.txt')]);
  await startDaemon(repository);
  const { tasks } = await waitForStatus(
    repository,
    (status) => status.tasks[0]?.reason?.code === 'operation-in-progress',
  );
  expect(tasks[0]?.reason?.action).toContain('remove the index.lock');
  rmSync(lock);
  await waitForStatus(repository, (status) => status.tasks[0]?.status === 'done');
  // After a landing it still clears away, and takes locks for that.
  await planexOk(repository, 'stop');
  expect(newestChange(repository)).toBe('A\tmine.txt');
  expectWhole(repository);
});
