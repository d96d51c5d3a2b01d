import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { makeGate } from '../../support/gate.ts';
import { overwrite } from '../../support/overwrite.ts';
import { writePlan } from '../../support/plan.ts';
import {
  killDaemon,
  planexOk,
  readEventLog,
  settle,
  standings,
  startDaemon,
  waitForProcesses,
  waitForStatus,
} from '../../support/planex.ts';
import { makeFolder, type TestRepository } from '../../support/repository.ts';
import { canMount, mountSmallDisk } from '../../support/small-disk.ts';

/** As much as records and Git need, and less than planex wants. */
const LITTLE = 2 * 1024 * 1024;

/** A check that needs more than that, and gives it back. */
const CHECK = 'seq 1000000 > much || { rm much; exit 1; }; rm much';

function expectDoneOnce(repository: TestRepository, ran: string): void {
  expect(readFileSync(ran, 'utf8')).toBe('ran\n');
  expect(repository.git('show', 'HEAD:a.txt')).toBe('a');
  expect(repository.git('rev-list', '--count', 'HEAD')).toBe('3');
  expect(readEventLog(repository).map(({ type }) => type)).not.toContain('issue:failed');
}

/** A run at its last command, with a disk that is full by the time that ends. */
async function endOnFullDisk({ leave = 0, verify = 'true' }): Promise<{
  daemon: number;
  disk: ReturnType<typeof mountSmallDisk>;
  ran: string;
  plan: string;
  gate: ReturnType<typeof makeGate>;
}> {
  const disk = mountSmallDisk();
  const { repository } = disk;
  const gate = makeGate();
  const ran = join(makeFolder(), 'ran');
  repository.commit({ '.planexrc': `${JSON.stringify({ verify: { command: verify } })}\n` });
  await planexOk(repository, 'trust', '.planexrc');
  const steps = [{ files: ['a.txt'], commands: ['echo a > a.txt', `echo ran >> ${ran}`, gate.wait] }];
  const { path } = writePlan(repository, 'a', steps, { status: 'APPROVED' });
  const daemon = await startDaemon(repository, { env: disk.env });
  await waitForStatus(repository, (now) => standings(now).join() === 'running');
  await waitForProcesses(repository);
  disk.fill(leave);
  await gate.pass();
  await waitForStatus(repository, (now) => standings(now).join() === 'waiting: internal');
  return { daemon, disk, ran, gate, plan: join(repository.path, path) };
}

it.runIf(canMount)('commands that ended while the disk was full are not executed again', async () => {
  const { disk, ran } = await endOnFullDisk({});
  disk.free();
  await waitForStatus(disk.repository, (now) => standings(now).join() === 'done');
  expectDoneOnce(disk.repository, ran);
});

it.runIf(canMount)(
  'what was set back to DRAFT while the disk was full does not land until it is approved',
  async () => {
    const { disk, ran, plan } = await endOnFullDisk({});
    const { repository } = disk;
    overwrite(plan, 'APPROVED', 'DRAFT   ');
    disk.free();
    await waitForStatus(repository, (now) => standings(now).join() === 'waiting: draft');
    await settle(repository);
    expect(repository.git('rev-list', '--count', 'HEAD')).toBe('2');
    overwrite(plan, 'DRAFT   ', 'APPROVED');
    await waitForStatus(repository, (now) => standings(now).join() === 'done');
    expectDoneOnce(repository, ran);
  },
);

it.runIf(canMount)('checks that failed for want of room are repeated, and not the work', async () => {
  const { disk, ran } = await endOnFullDisk({ leave: LITTLE, verify: CHECK });
  disk.free();
  await waitForStatus(disk.repository, (now) => standings(now).join() === 'done');
  expectDoneOnce(disk.repository, ran);
});

it.runIf(canMount)('of a run that ended on a full disk a daemon that died knows no more', async () => {
  const { daemon, disk, ran, gate } = await endOnFullDisk({});
  await killDaemon(daemon);
  disk.free();
  await startDaemon(disk.repository, { env: disk.env });
  await gate.pass();
  await waitForStatus(disk.repository, (now) => standings(now).join() === 'done');
  expect(readFileSync(ran, 'utf8')).toBe('ran\nran\n');
  expect(disk.repository.git('rev-list', '--count', 'HEAD')).toBe('3');
});
