import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { StatusView } from '../../src/daemon/look/status-view.ts';
import { runCommand } from './run-command.ts';

/** The daemon that works beside the user. */
export interface Daemon {
  status(): Promise<StatusView>;
  stop(): Promise<void>;
}

/** Trusts what is committed and starts the daemon of a bundle in a work tree. */
export async function startDaemon(bundle: string, folder: string): Promise<Daemon> {
  const planex = async (...args: string[]): Promise<string> => {
    const line = [join(bundle, 'planex.js'), ...args];
    const { code, stdout, stderr } = await runCommand(process.execPath, line, { cwd: folder });
    if (code === 0) return stdout;
    throw new Error(`planex ${args.join(' ')} exited with ${code}: ${stdout}${stderr}`);
  };
  await planex('trust', '--all');
  await planex('start');
  return {
    status: async () => JSON.parse(await planex('status', '--json')) satisfies StatusView,
    stop: async () => void (await planex('stop', '--now')),
  };
}

/**
 * Resolves to the first status that is good, asked for again and again; undefined when nothing at all changes in it for
 * `patienceMs`.
 */
export async function waitForStatus(
  daemon: Daemon,
  isGood: (status: StatusView) => boolean,
  patienceMs: number,
): Promise<StatusView | undefined> {
  let before = '';
  let endsAt = 0;
  for (;;) {
    const status = await daemon.status();
    if (isGood(status)) return status;
    const tasks = JSON.stringify(status.tasks);
    if (tasks !== before) endsAt = performance.now() + patienceMs;
    else if (performance.now() > endsAt) return undefined;
    before = tasks;
    await sleep(200);
  }
}
