import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { OperatorError } from '../errors.ts';
import type { Planex } from './open-planex.ts';

const READY_MS = 60_000;

/** Starts the daemon in the background and resolves to its pid once it is ready. Throws `OperatorError` with what it said if it ends first. */
export async function spawnDaemon({ repository, records }: Planex): Promise<number> {
  const outputFile = join(records, 'daemon.out');
  const output = openSync(outputFile, 'w', 0o600);
  try {
    const child = spawn(process.execPath, [process.argv[1] ?? '', 'start', '--foreground'], {
      cwd: repository.home,
      detached: true,
      stdio: ['ignore', output, output, 'ipc'],
    });
    let timer: NodeJS.Timeout | undefined;
    const end = await new Promise<'ready' | 'exited' | 'timed-out'>((resolve) => {
      timer = setTimeout(() => resolve('timed-out'), READY_MS);
      child.once('message', () => resolve('ready'));
      child.once('exit', () => resolve('exited'));
      child.once('error', () => resolve('exited'));
    });
    clearTimeout(timer);
    child.removeAllListeners();
    if (child.connected) child.disconnect();
    child.unref();
    if (end === 'ready' && child.pid !== undefined) return child.pid;
    const said = readFileSync(outputFile, 'utf8').trim();
    throw new OperatorError(
      end === 'timed-out'
        ? `the daemon was not ready within ${READY_MS / 1000} s`
        : 'the daemon did not start',
      { where: said === '' ? outputFile : said, todo: 'planex doctor shows what is wrong' },
    );
  } finally {
    closeSync(output);
  }
}
