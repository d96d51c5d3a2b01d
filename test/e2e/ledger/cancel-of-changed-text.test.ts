import { expect, it } from 'vitest';
import { makeGate } from '../../support/gate.ts';
import { writePlan } from '../../support/plan.ts';
import {
  planexOk,
  readEventLog,
  settle,
  standings,
  startDaemon,
  waitForStatus,
} from '../../support/planex.ts';
import { makeRepository } from '../../support/repository.ts';

it('a task is held that is cancelled after its text was changed while it ran', async () => {
  const repository = makeRepository();
  const gate = makeGate();
  writePlan(repository, 'mine', [{ files: ['mine.txt'], commands: [gate.wait, 'echo 1 > mine.txt'] }]);
  await startDaemon(repository);
  await waitForStatus(repository, (status) => standings(status).join() === 'running');
  writePlan(repository, 'mine', [{ files: ['mine.txt'], commands: ['echo 2 > mine.txt'] }]);
  await planexOk(repository, 'cancel', 'mine#1');
  await planexOk(repository, 'stop');
  expect(standings((await settle(repository)).status)).toEqual(['cancelled: cancelled']);
  expect(readEventLog(repository).filter(({ type }) => type === 'run:claimed')).toHaveLength(1);
});
