import { setTimeout as wait } from 'node:timers/promises';
import { requestControl } from '../control/client.ts';
import { OperatorError } from '../errors.ts';
import { isHolderAlive } from '../state/lock-holder.ts';
import type { Planex } from './open-planex.ts';

const LOOK_EVERY_MS = 50;

/**
 * Asks the daemon to stop and resolves when its process is gone; false when none runs. `onWait` is told how many runs
 * there are to wait for.
 */
export async function stopDaemon(
  planex: Planex,
  now: boolean,
  onWait: (running: number) => void,
): Promise<boolean> {
  const holder = planex.readHolder();
  if (holder?.socket === undefined) return false;
  const answer = await requestControl(holder.socket, { method: 'POST', path: '/stop', body: { now } });
  if (!answer.ok) {
    throw new OperatorError(`the daemon (pid ${holder.pid}) does not answer: ${answer.failure.message}`, {
      todo: `look at what it does (ps -p ${holder.pid}); kill ${holder.pid} ends it, and the next start recovers`,
    });
  }
  const value = answer.value;
  const running = typeof value === 'object' && value !== null && 'running' in value ? value.running : 0;
  onWait(typeof running === 'number' ? running : 0);
  while (isHolderAlive(holder)) await wait(LOOK_EVERY_MS);
  return true;
}
