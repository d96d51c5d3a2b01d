import { readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { expectNothingLeft, planexOk, readStatus, recordsFolder, startDaemon } from '../../support/planex.ts';
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
