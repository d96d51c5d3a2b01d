import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { makeGate } from '../../support/gate.ts';
import { overwrite } from '../../support/overwrite.ts';
import { writePlan, writes } from '../../support/plan.ts';
import {
  planex,
  planexOk,
  readEventLog,
  recordsFolder,
  settle,
  standings,
  startDaemon,
  waitForProcesses,
  waitForStatus,
} from '../../support/planex.ts';
import { canMount, mountSmallDisk } from '../../support/small-disk.ts';

it.runIf(canMount)('a full disk stops dispatch, says so, and the task runs once there is room', async () => {
  const disk = mountSmallDisk();
  const { repository } = disk;
  const { path } = writePlan(repository, 'a', [writes('a.txt')], { status: 'DRAFT   ' });
  await startDaemon(repository, { env: disk.env });
  // What it has to write at its beginning is on the disk by then.
  await settle(repository);
  disk.fill();
  overwrite(join(repository.path, path), 'DRAFT   ', 'APPROVED');
  const status = await waitForStatus(repository, (now) => now.tasks[0]?.reason?.code === 'internal');
  expect(status.tasks[0]).toMatchObject({
    status: 'waiting',
    reason: { message: expect.stringContaining('the disk is full'), action: expect.stringContaining('room') },
  });
  expect(await planexOk(repository, 'status')).toContain('the disk is full');
  expect((await planex(repository, ['doctor'])).stdout).toMatch(/error +storage: .*the disk is full/);

  disk.free();
  await waitForStatus(repository, (now) => standings(now).join() === 'done');
  expect(repository.git('rev-list', '--count', 'HEAD')).toBe('2');
  const types = readEventLog(repository).map(({ type }) => type);
  expect(types.filter((type) => type === 'run:claimed')).toHaveLength(1);
  expect(types).toContain('storage:usable');
  expect(types).not.toContain('issue:failed');
});

it.runIf(canMount)(
  'a disk that fills up under a run fails no task; it lands once there is room',
  async () => {
    const disk = mountSmallDisk();
    const { repository } = disk;
    const gate = makeGate();
    const before = repository.git('rev-parse', 'HEAD');
    writePlan(repository, 'a', [{ files: ['a.bin'], commands: [gate.wait, 'seq 100000 > a.bin'] }]);
    await startDaemon(repository, { env: disk.env });
    await waitForStatus(repository, (now) => standings(now).join() === 'running');
    await waitForProcesses(repository);
    disk.fill();
    await gate.pass();
    await waitForStatus(repository, (now) => standings(now).join() === 'waiting: internal');
    expect(repository.git('rev-parse', 'HEAD')).toBe(before);

    disk.free();
    const again = gate.pass();
    const status = await waitForStatus(repository, (now) => standings(now).join() === 'done');
    await again;
    expect(repository.git('rev-list', '--count', 'HEAD')).toBe('2');
    expect(repository.git('show', 'HEAD:a.bin')).toMatch(/\n100000$/);
    expect(status.tasks[0]).toMatchObject({ attempts: 1 });
    expect(readEventLog(repository).map(({ type }) => type)).not.toContain('issue:failed');
  },
);

it.runIf(canMount)('on a full disk nothing is started, and each command says why', async () => {
  const disk = mountSmallDisk();
  const { repository, env } = disk;
  writePlan(repository, 'a', [writes('a.txt')]);
  await planexOk(repository, 'status');
  disk.fill();
  for (const args of [['start'], ['start', '--foreground'], ['once'], ['pause']]) {
    const result = await planex(repository, args, { env });
    expect(result, args.join(' ')).toMatchObject({ code: 2, stdout: '' });
    expect(result.stderr, args.join(' ')).toContain('the disk is full');
  }
  expect((await planex(repository, ['status'], { env })).stdout).toContain('the disk is full');
  expect(readdirSync(recordsFolder(repository)).filter((name) => name.includes('draft'))).toEqual([]);
  disk.free();
  await planexOk(repository, 'once');
  expect(repository.git('rev-list', '--count', 'HEAD')).toBe('2');
  expect(recordsFolder(repository)).toContain(repository.path);
});

it.runIf(canMount)('beside a daemon on a full disk each command says what cannot be written', async () => {
  const disk = mountSmallDisk();
  const { repository, env } = disk;
  const { ids } = writePlan(repository, 'a', [writes('a.txt')], { status: 'DRAFT' });
  await startDaemon(repository, { env });
  await settle(repository);
  disk.fill();
  for (const args of [['pause'], ['cancel', ids[0] ?? '']]) {
    const result = await planex(repository, args, { env });
    expect(result, args.join(' ')).toMatchObject({ code: 2, stdout: '' });
    expect(result.stderr, args.join(' ')).toContain(`planex cannot write ${recordsFolder(repository)}/`);
    expect(result.stderr, args.join(' ')).toContain('the disk is full');
  }
  disk.free();
  await planexOk(repository, 'pause');
});
