import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { makeBreakableDisk } from '../../support/broken-writes.ts';
import { makeGate } from '../../support/gate.ts';
import { writePlan, writes } from '../../support/plan.ts';
import {
  planex,
  readEventLog,
  recordsFolder,
  standings,
  startDaemon,
  waitForProcesses,
  waitForStatus,
} from '../../support/planex.ts';
import { makeFolder, makeRepository } from '../../support/repository.ts';

it.each(['write', 'flush'] as const)(
  'a disk that fails at each %s under a run fails no task: it lands once, when the disk is mended',
  async (how) => {
    const repository = makeRepository();
    const disk = makeBreakableDisk();
    const gate = makeGate();
    const ran = join(makeFolder(), 'ran');
    const before = repository.git('rev-parse', 'HEAD');
    writePlan(repository, 'a', [
      { files: ['a.txt'], commands: [gate.wait, 'echo a > a.txt', `echo ran >> ${ran}`] },
    ]);
    await startDaemon(repository, { env: disk.env });
    await waitForStatus(repository, (now) => standings(now).join() === 'running');
    await waitForProcesses(repository);

    disk.break(how, recordsFolder(repository));
    await gate.pass();
    const status = await waitForStatus(repository, (now) => standings(now).join() === 'waiting: internal');
    expect(status.tasks[0]?.reason?.message).toContain('the disk reports an error');
    expect(repository.git('rev-parse', 'HEAD')).toBe(before);

    disk.mend();
    await waitForStatus(repository, (now) => standings(now).join() === 'done');
    expect(readFileSync(ran, 'utf8')).toBe('ran\n');
    expect(repository.git('rev-list', '--count', 'HEAD')).toBe('2');
    expect(repository.git('show', 'HEAD:a.txt')).toBe('a');
    const types = readEventLog(repository).map(({ type }) => type);
    expect(types).toContain('storage:usable');
    expect(types).not.toContain('issue:failed');
    expect(types).not.toContain('record:quarantined');
  },
);

it.each(['write', 'flush'] as const)(
  'a disk that fails at each %s lets no command say that it has done what it has not',
  async (how) => {
    const repository = makeRepository();
    const disk = makeBreakableDisk();
    const { ids } = writePlan(repository, 'a', [writes('a.txt')]);
    await planex(repository, ['pause']);
    disk.break(how, recordsFolder(repository));
    for (const args of [['cancel', ids[0] ?? ''], ['unpause'], ['once']]) {
      const result = await planex(repository, args, { env: disk.env });
      expect(result, args.join(' ')).toMatchObject({ code: 2, stdout: '' });
      expect(result.stderr, args.join(' ')).toContain('the disk reports an error');
    }
    disk.mend();
    expect((await planex(repository, ['status'])).stdout).toContain('paused');
    await planex(repository, ['unpause']);
    expect((await planex(repository, ['once'])).code).toBe(0);
    expect(repository.git('rev-list', '--count', 'HEAD')).toBe('2');
  },
);
