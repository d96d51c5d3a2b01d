import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { readBootId, readProcessStart } from '../../src/process-identity.ts';
import type { LockHolder } from '../../src/state/lock-holder.ts';
import { recordsFolder } from './planex.ts';
import { makeFolder, type TestRepository } from './repository.ts';

/** Ends at the first request that is more than a ping, as a daemon does that is killed or was just about to end. */
const PROGRAM = `
require('node:http')
  .createServer(({ url }, response) => (url === '/ping' ? response.end('{}') : process.exit()))
  .listen(process.argv[1], () => console.log('listening'));
`;

/** Puts a process in the place of the daemon of a repository that ends instead of answering. */
export async function startDyingDaemon(repository: TestRepository, passing: boolean): Promise<void> {
  const socket = join(makeFolder(), 'socket');
  const child = spawn(process.execPath, ['-e', PROGRAM, socket], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  await once(child.stdout, 'data');
  const pid = child.pid ?? 0;
  const holder: LockHolder = {
    pid,
    startTime: readProcessStart(pid) ?? '',
    bootId: readBootId(),
    role: 'daemon',
    version: '0',
    since: new Date().toISOString(),
    socket,
    token: 'dying',
    ...(passing ? { passing } : {}),
  };
  const records = recordsFolder(repository);
  mkdirSync(records, { recursive: true });
  writeFileSync(join(records, 'daemon.lock'), JSON.stringify(holder));
}
