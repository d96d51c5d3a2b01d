import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { expectNothingLeft, planexOk, readStatus, recordsFolder, startDaemon } from '../../support/planex.ts';
import { spawnPlanex } from '../../support/planex-process.ts';
import { makeFolder, makeRepository } from '../../support/repository.ts';

it.each([
  ['socket', (socket: string) => socket],
  ['runtime folder', (socket: string) => dirname(dirname(socket))],
])('a daemon whose %s was removed is reached again, and told to stop', async (_, lost) => {
  const repository = makeRepository();
  // One of its own: what is removed here belongs to no other daemon.
  const runtime = makeFolder();
  const pid = await startDaemon(repository, { env: { XDG_RUNTIME_DIR: runtime } });
  const { socket } = JSON.parse(readFileSync(join(recordsFolder(repository), 'daemon.lock'), 'utf8'));
  expect(socket.startsWith(`${runtime}/`)).toBe(true);
  rmSync(lost(socket), { recursive: true });
  expect((await readStatus(repository)).daemon).toMatchObject({ running: true, pid });
  await planexOk(repository, 'stop');
  await expectNothingLeft(repository);
});

it.each(['status', 'pause', 'stop'])(
  'a daemon whose runtime folder cannot be made again listens elsewhere: planex %s reaches it',
  async (command) => {
    const repository = makeRepository();
    const runtime = makeFolder();
    await startDaemon(repository, { env: { XDG_RUNTIME_DIR: runtime } });
    const lock = join(recordsFolder(repository), 'daemon.lock');
    const before = JSON.parse(readFileSync(lock, 'utf8'));
    rmSync(runtime, { recursive: true });
    writeFileSync(runtime, 'in the way');
    const asking = spawnPlanex(repository, [command]);
    expect(await asking.ended(), asking.output()).toBe(0);
    if (command === 'status') expect(asking.output()).toContain(`(pid ${before.pid}, since ${before.since})`);
    if (command !== 'stop') {
      const after = JSON.parse(readFileSync(lock, 'utf8'));
      expect(after).toEqual({ ...before, socket: expect.stringMatching(/^\/tmp\/planex-/) });
      await planexOk(repository, 'stop');
      expect(existsSync(after.socket)).toBe(false);
    }
    await expectNothingLeft(repository);
  },
);
