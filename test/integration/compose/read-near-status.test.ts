import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { readNearStatus } from '../../../src/compose/status/read-near-status.ts';
import { type ControlRoute, startControlServer } from '../../../src/control/server.ts';
import { OperatorError } from '../../../src/errors.ts';
import { acquireInstanceLock } from '../../../src/state/instance-lock.ts';
import { PATIENCE_MS } from '../../support/patience.ts';
import { makeFolder, makeRepository } from '../../support/repository.ts';

const VIEW = { daemon: { running: true, version: '1' }, paused: false, artifacts: [], tasks: [] };

/** A repository whose lock says that a daemon listens, and one that does; resolves to its path. */
async function makeAttended(routes?: Record<string, ControlRoute>): Promise<string> {
  const { path } = makeRepository();
  const socket = join(makeFolder(), 'a.sock');
  const attempt = await acquireInstanceLock(join(path, '.git/planex'), {
    role: 'daemon',
    version: '1',
    socket,
  });
  if (attempt.kind === 'held') throw new Error('the lock is held');
  onTestFinished(() => attempt.lock.release());
  if (routes !== undefined) {
    const server = await startControlServer(socket, routes);
    onTestFinished(() => server.close());
  }
  return path;
}

test('tells what the daemon answers, each time anew', async () => {
  let times = 0;
  const path = await makeAttended({
    'POST /status': async () => ({ ...VIEW, paused: (times += 1) > 1 }),
  });
  expect(await readNearStatus(path, PATIENCE_MS)).toEqual(VIEW);
  expect(await readNearStatus(path, PATIENCE_MS)).toEqual({ ...VIEW, paused: true });
});

const REFUSALS: Record<string, Record<string, ControlRoute> | undefined> = {
  'does not listen': undefined,
  'does not know the request': {},
  'has a mistake to tell': { 'POST /status': () => Promise.reject(new OperatorError('no')) },
  'has a fault': { 'POST /status': () => Promise.reject(new Error('no')) },
  'never answers': { 'POST /status': () => new Promise(() => undefined) },
};

test.each(Object.keys(REFUSALS))('leaves it to others where the daemon %s', async (name) => {
  expect(await readNearStatus(await makeAttended(REFUSALS[name]), 200)).toBeUndefined();
});

test('leaves it to others where a command has the lock, and where no repository is', async () => {
  const { path } = makeRepository();
  const attempt = await acquireInstanceLock(join(path, '.git/planex'), { role: 'command', version: '1' });
  if (attempt.kind === 'held') throw new Error('the lock is held');
  onTestFinished(() => attempt.lock.release());
  expect(await readNearStatus(path)).toBeUndefined();
  expect(await readNearStatus(makeFolder())).toBeUndefined();
});
