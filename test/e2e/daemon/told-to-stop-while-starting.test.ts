import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { recordsFolder } from '../../support/planex.ts';
import { spawnPlanex } from '../../support/planex-process.ts';
import { waitUntil } from '../../support/program.ts';
import { makeRepository } from '../../support/repository.ts';

it('a daemon that is told to stop while it starts ends in order and leaves no lock', async () => {
  const repository = makeRepository();
  const daemon = spawnPlanex(repository, ['start', '--foreground']);
  const lock = join(recordsFolder(repository), 'daemon.lock');
  await waitUntil(() => existsSync(lock), 'the lock is taken');
  daemon.signal('SIGTERM');
  expect(await daemon.ended(), daemon.output()).toBe(0);
  expect(existsSync(lock)).toBe(false);
});
