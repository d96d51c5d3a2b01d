import { existsSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { makeGate } from '../../support/gate.ts';
import { writePlan, writes } from '../../support/plan.ts';
import {
  expectNothingLeft,
  findProcesses,
  planex,
  planexOk,
  readStatus,
  recordsFolder,
  settle,
  standings,
  startDaemon,
  waitForStatus,
} from '../../support/planex.ts';
import { type PlanexProcess, spawnPlanex } from '../../support/planex-process.ts';
import { waitUntil } from '../../support/program.ts';
import { makeRepository, type TestRepository } from '../../support/repository.ts';

it('a daemon whose records were deleted gives way to the next one, and no task lands twice', async () => {
  const made = makeRepository();
  const old = await startDaemon(made);
  // A folder into which it still writes, as it does at its beginning, could not be removed.
  await settle(made);
  rmSync(recordsFolder(made), { recursive: true });
  const young = await startDaemon(made);
  expect(young).not.toBe(old);
  writePlan(made, 'a', [writes('a.txt')]);
  writePlan(made, 'b', [writes('b.txt')]);
  await waitForStatus(made, (status) => standings(status).join() === 'done,done');
  expect(made.git('rev-list', '--count', 'HEAD')).toBe('3');
  await waitForStatus(made, () => !findProcesses(made).includes(old));
  expect((await readStatus(made)).daemon.pid).toBe(young);
});

it('several `once` at once all end well, and each task lands once', async () => {
  const made = makeRepository();
  const { ids } = writePlan(made, 'a', [writes('a.txt'), writes('b.txt'), writes('c.txt')]);
  const results = await Promise.all([1, 2, 3].map(() => planex(made, ['once'])));
  expect(results.map(({ code, stderr }) => `${code}${stderr}`)).toEqual(['0', '0', '0']);
  expect(made.git('rev-list', '--count', 'HEAD')).toBe(String(1 + ids.length));
  await expectNothingLeft(made);
});

it('`start` beside a `once` waits for it and leaves a daemon', async () => {
  const { made, gate, once } = await startOnce();
  const started = planexOk(made, 'start');
  await gate.pass();
  expect((await once).code).toBe(0);
  await started;
  expect((await readStatus(made)).daemon.running).toBe(true);
  await planexOk(made, 'stop');
  await expectNothingLeft(made);
});

it('`start` that comes at the same instant as a `once` leaves a daemon all the same', async () => {
  const made = makeRepository();
  writePlan(made, 'a', [writes('a.txt')]);
  const [once, started] = await Promise.all([planex(made, ['once']), planex(made, ['start'])]);
  expect(once.code).toBe(0);
  expect(started).toMatchObject({ code: 0, stdout: expect.stringContaining('planex is running') });
  expect((await readStatus(made)).daemon.running).toBe(true);
  await planexOk(made, 'stop');
  await expectNothingLeft(made);
});

it('`start --foreground`, as a service manager runs it, waits for a `once` and is the daemon then', async () => {
  const { made, gate, once } = await startOnce();
  const foreground = await startBeside(made);
  await gate.pass();
  expect((await once).code).toBe(0);
  await foreground.says(/ started in /);
  await planexOk(made, 'stop');
  expect(await foreground.ended()).toBe(0);
  await expectNothingLeft(made);
});

it('`start --foreground` that waits for a `once` ends when it is told to', async () => {
  const { made, gate, once } = await startOnce();
  const foreground = await startBeside(made);
  foreground.signal('SIGTERM');
  expect(await foreground.ended()).toBe(0);
  await gate.pass();
  expect((await once).code).toBe(0);
  await expectNothingLeft(made);
});

it('`start --foreground` that waits for a `once` whose repository goes ends, and makes nothing in its place', async () => {
  const { made, gate, once } = await startOnce();
  const foreground = await startBeside(made);
  const moved = `${made.path}-moved`;
  onTestFinished(() => rmSync(moved, { recursive: true, force: true, maxRetries: 5 }));
  renameSync(made.path, moved);
  expect(await foreground.ended()).toBe(2);
  expect(existsSync(made.path)).toBe(false);
  await gate.pass();
  await once;
});

it('a daemon goes on whose starter ended before it was ready', async () => {
  const made = makeRepository();
  const starter = spawnPlanex(made, ['start']);
  await waitUntil(() => existsSync(join(recordsFolder(made), 'daemon.lock')), 'the daemon begins');
  starter.signal('SIGKILL');
  await starter.ended();
  await waitForStatus(made, (status) => status.daemon.running);
  await planexOk(made, 'stop');
  await expectNothingLeft(made);
});

/** A `planex once` that is at work until its gate is passed. */
async function startOnce() {
  const made = makeRepository();
  const gate = makeGate();
  writePlan(made, 'a', [{ files: ['a.txt'], commands: [gate.wait, 'touch a.txt'] }]);
  const once = planex(made, ['once']);
  await waitForStatus(made, (status) => standings(status).join() === 'running');
  return { made, gate, once };
}

/** A daemon in the foreground that waits for a `planex once`. */
async function startBeside(made: TestRepository): Promise<PlanexProcess> {
  const foreground = spawnPlanex(made, ['start', '--foreground']);
  await foreground.says(/waiting for planex once/);
  return foreground;
}
