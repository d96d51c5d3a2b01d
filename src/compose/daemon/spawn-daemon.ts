import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { OperatorError } from '../../errors.ts';
import { faultPoint } from '../../fault-point.ts';
import type { Planex } from '../open-planex.ts';
import { LISTENS_WITHIN_MS } from '../patience.ts';
import { requireStorage } from '../require-storage.ts';
import { requireGoodSettings } from '../settings-source.ts';

/** What the daemon says in the background: that it is ready, or that it ends because a `planex once` is at work. */
export type DaemonWord = 'ready' | 'a planex once was faster';

/**
 * Starts the daemon in the background and resolves once it is ready, or to what came before it. Throws `OperatorError` with what
 * it said if it ends otherwise.
 */
export async function spawnDaemon({ repository, records }: Planex): Promise<DaemonWord> {
  await requireGoodSettings(repository.home);
  requireStorage(records);
  const outputFile = join(records, 'daemon.out');
  keepLastWords(outputFile);
  const output = openSync(outputFile, 'w', 0o600);
  try {
    const child = spawn(process.execPath, [process.argv[1] ?? '', 'start', '--foreground'], {
      cwd: repository.home,
      detached: true,
      stdio: ['ignore', output, output, 'ipc'],
    });
    let timer: NodeJS.Timeout | undefined;
    const end = await new Promise<DaemonWord | 'exited' | 'timed-out'>((resolve) => {
      timer = setTimeout(() => resolve('timed-out'), LISTENS_WITHIN_MS);
      child.once('message', (word) => resolve(word === 'ready' ? word : 'a planex once was faster'));
      child.once('exit', () => resolve('exited'));
      child.once('error', () => resolve('exited'));
    });
    clearTimeout(timer);
    child.removeAllListeners();
    if (child.connected) child.disconnect();
    child.unref();
    if (end === 'ready' || end === 'a planex once was faster') return end;
    const said = readFileSync(outputFile, 'utf8').trim();
    const what = end === 'timed-out' ? `was not ready within ${LISTENS_WITHIN_MS / 1000} s` : 'did not start';
    throw new OperatorError(said === '' ? `the daemon ${what}` : `the daemon ${what}; it said:\n${said}`, {
      where: outputFile,
      todo: 'planex doctor shows what is wrong',
    });
  } finally {
    closeSync(output);
  }
}

/** A daemon in the background prints nothing but what it dies of, and that may be all that is known of its end. */
function keepLastWords(outputFile: string): void {
  const size = statSync(outputFile, { throwIfNoEntry: false })?.size ?? 0;
  if (size === 0) return;
  renameSync(outputFile, `${outputFile}.1`);
  faultPoint('spawn-daemon:last-words-kept');
}
