import { setTimeout as wait } from 'node:timers/promises';
import type { LockHolder } from '../../state/lock-holder.ts';
import { isStopping } from '../is-stopping.ts';
import type { Planex } from '../open-planex.ts';
import { LOOK_EVERY_MS } from '../patience.ts';

/**
 * Waits for a daemon that only lets its runs end, and resolves to who runs here then, if anybody does. `onWait` is told what is
 * waited for. Once `signal` aborts nothing is waited for any more. Throws `OperatorError` when it stands still.
 */
export async function awaitStopping(
  planex: Planex,
  onWait: (message: string) => void,
  signal?: AbortSignal,
): Promise<LockHolder | undefined> {
  let waitsFor: string | undefined;
  for (;;) {
    const holder = planex.readHolder();
    if (holder?.socket === undefined || signal?.aborted === true) return holder;
    if (!(await isStopping(holder, holder.socket))) return holder;
    if (waitsFor !== holder.token) onWait(`waiting for planex (pid ${holder.pid}) to end`);
    waitsFor = holder.token;
    await wait(LOOK_EVERY_MS, undefined, signal && { signal }).catch(() => undefined);
  }
}
