import { describe, expect, it } from 'vitest';
import { makeClock } from '../../support/clock.ts';
import { makeGate } from '../../support/gate.ts';
import { writePlan, writes } from '../../support/plan.ts';
import {
  planexOk,
  readEventLog,
  settle,
  standings,
  startDaemon,
  waitForStatus,
} from '../../support/planex.ts';
import { makeRepository } from '../../support/repository.ts';

const HOUR_MS = 3_600_000;
const YEAR_MS = 365 * 24 * HOUR_MS;

describe.each([
  ['an hour forward', HOUR_MS],
  ['an hour back', -HOUR_MS],
  ['ten years forward', 10 * YEAR_MS],
  ['ten years back', -10 * YEAR_MS],
])('a clock that jumps %s', (_, jumpMs) => {
  it('ends no run, starts none twice, and holds up none that follows', async () => {
    const repository = makeRepository();
    const clock = makeClock();
    const gate = makeGate();
    const { ids } = writePlan(repository, 'a', [
      { files: ['a.txt'], commands: [gate.wait, 'touch a.txt'] },
      writes('b.txt'),
    ]);
    await startDaemon(repository, { env: clock.env });
    await waitForStatus(repository, ({ tasks }) => tasks[0]?.status === 'running');
    clock.shift(jumpMs);
    writePlan(repository, 'other', [writes('c.txt')]);
    await waitForStatus(repository, ({ tasks }) => tasks[2]?.status === 'done');
    await gate.pass();
    await waitForStatus(repository, (status) => standings(status).join() === 'done,done,done');
    clock.shift(0);
    writePlan(repository, 'third', [writes('d.txt')]);
    await waitForStatus(repository, (status) => standings(status).join() === 'done,done,done,done');
    expect(repository.git('rev-list', '--count', 'HEAD')).toBe('5');
    const types = readEventLog(repository).map(({ type }) => type);
    expect(types.filter((type) => type === 'run:claimed')).toHaveLength(ids.length + 2);
    expect(types).not.toContain('issue:failed');
  });
});

it('a task whose text was changed while it ran is held by a cancel that came after the clock was set back', async () => {
  const repository = makeRepository();
  const clock = makeClock();
  const gate = makeGate();
  writePlan(repository, 'mine', [{ files: ['mine.txt'], commands: [gate.wait, 'echo 1 > mine.txt'] }]);
  await startDaemon(repository, { env: clock.env });
  await waitForStatus(repository, (status) => standings(status).join() === 'running');
  clock.shift(-HOUR_MS);
  writePlan(repository, 'mine', [{ files: ['mine.txt'], commands: ['echo 2 > mine.txt'] }]);
  await planexOk(repository, 'cancel', 'mine#1');
  await planexOk(repository, 'stop');
  expect(standings((await settle(repository)).status)).toEqual(['cancelled: cancelled']);
  expect(readEventLog(repository).filter(({ type }) => type === 'run:claimed')).toHaveLength(1);
});

it('a plan that recurs every minute runs once for all the years that a clock leaps over', async () => {
  const repository = makeRepository();
  const clock = makeClock();
  const { path } = writePlan(repository, 'minutely', [
    { files: ['log.txt'], commands: ['date +%s%N >> log.txt'] },
  ]);
  repository.write(
    '.planexrc',
    JSON.stringify({ schedule: { reconcile: '* * * * * *', recurring: { [path]: '0 0 1 1 *' } } }),
  );
  await startDaemon(repository, { env: clock.env });
  await waitForStatus(repository, (status) => standings(status).join() === 'waiting: paused');
  clock.shift(10 * YEAR_MS);
  await waitForStatus(repository, (status) => standings(status).join() === 'done');
  expect(readEventLog(repository).filter(({ type }) => type === 'run:claimed')).toHaveLength(1);
  // Back at the old time nothing is due again.
  clock.shift(0);
  writePlan(repository, 'other', [writes('c.txt')]);
  await waitForStatus(repository, (status) => standings(status).join() === 'done,done');
  expect(readEventLog(repository).filter(({ type }) => type === 'run:claimed')).toHaveLength(2);
  expect(repository.git('rev-list', '--count', 'HEAD')).toBe('3');
});
