import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { makeClock } from '../../support/clock.ts';
import { makeGate } from '../../support/gate.ts';
import { writePlan, writes } from '../../support/plan.ts';
import {
  planexOk,
  readEventLog,
  readStatus,
  standings,
  startDaemon,
  waitForStatus,
} from '../../support/planex.ts';
import { makeRepository, type TestRepository } from '../../support/repository.ts';

const HOUR_MS = 3_600_000;

function rename({ path }: TestRepository): void {
  renameSync(join(path, 'docs/plans/2026-11-20-old.md'), join(path, 'docs/plans/2026-11-20-renamed.md'));
}

function countClaims(repository: TestRepository): number {
  return readEventLog(repository).filter(({ type }) => type === 'run:claimed').length;
}

it('a run of a plan that has taken the name of another is ended by its cancel, though the clock was set back', async () => {
  const repository = makeRepository();
  const clock = makeClock();
  const gate = makeGate();
  await startDaemon(repository, { env: clock.env });
  writePlan(repository, 'old', [writes('tea.txt')], { status: 'DRAFT' });
  await waitForStatus(repository, (status) => standings(status).length === 1);
  rename(repository);
  await waitForStatus(repository, ({ tasks }) => tasks[0]?.id.endsWith('renamed#1') === true);
  // By then the rename is written down.
  await planexOk(repository, 'cancel', 'renamed#1');
  clock.shift(-HOUR_MS);
  writePlan(repository, 'old', [{ files: ['rum.txt'], commands: [gate.wait, 'echo rum > rum.txt'] }]);
  const seen = await waitForStatus(repository, (status) => standings(status).includes('running'));
  expect(standings(seen)).toEqual(['running', 'cancelled: cancelled']);
  expect(await planexOk(repository, 'cancel', 'old#1')).toContain('its run is ended');
  await planexOk(repository, 'stop');
  expect(countClaims(repository)).toBe(1);
  expect(standings(await readStatus(repository))).toEqual(['cancelled: cancelled', 'cancelled: cancelled']);
});

it('what failed under the new name of its plan is not tried again, though the clock was set back', async () => {
  const repository = makeRepository();
  const clock = makeClock();
  const gate = makeGate();
  writePlan(repository, 'old', [{ files: ['rum.txt'], commands: [gate.wait, 'exit 3'] }]);
  await startDaemon(repository, { env: clock.env });
  await waitForStatus(repository, (status) => standings(status).join() === 'running');
  clock.shift(-HOUR_MS);
  rename(repository);
  await waitForStatus(repository, ({ tasks }) => tasks[0]?.id.endsWith('renamed#1') === true);
  writePlan(repository, 'old', [writes('tea.txt')], { status: 'DRAFT' });
  const seen = await waitForStatus(repository, (status) => standings(status).length === 2);
  expect(standings(seen)).toEqual(['waiting: draft', 'running']);
  await gate.pass();
  await waitForStatus(repository, ({ tasks }) => tasks[1]?.status !== 'running');
  await planexOk(repository, 'stop');
  expect(standings(await readStatus(repository))[1]).toMatch(/^failed/);
  expect(countClaims(repository)).toBe(1);
});

it('a run stays one of its plan where that is renamed and another takes its name at once, though the clock was set back', async () => {
  const repository = makeRepository();
  const clock = makeClock();
  const gate = makeGate();
  writePlan(repository, 'old', [{ files: ['rum.txt'], commands: [gate.wait, 'echo rum > rum.txt'] }]);
  await startDaemon(repository, { env: clock.env });
  await waitForStatus(repository, (status) => standings(status).join() === 'running');
  clock.shift(-HOUR_MS);
  rename(repository);
  writePlan(repository, 'old', [writes('tea.txt')], { status: 'DRAFT' });
  const seen = await waitForStatus(repository, (status) => standings(status).length === 2);
  expect(standings(seen)).toEqual(['waiting: draft', 'running']);
  await gate.pass();
  await waitForStatus(repository, ({ tasks }) => tasks[1]?.status === 'done');
  await planexOk(repository, 'stop');
  expect(countClaims(repository)).toBe(1);
});
