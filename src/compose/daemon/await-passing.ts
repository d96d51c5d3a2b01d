import { setTimeout as wait } from 'node:timers/promises';
import type { LockHolder } from '../../state/lock-holder.ts';
import type { Planex } from '../open-planex.ts';
import { LOOK_EVERY_MS } from '../patience.ts';
import { findSilence } from '../watched-answer.ts';

/**
 * Waits for a `planex once` to end, which it does by itself, and resolves to the daemon that runs here to stay, if one does.
 * `onWait` is told once what is waited for. Throws `OperatorError` when that stands still, and when `signal` aborts.
 */
export async function awaitPassing(
  planex: Planex,
  onWait: (message: string) => void,
  signal?: AbortSignal,
): Promise<LockHolder | undefined> {
  let said = false;
  for (;;) {
    const holder = planex.readHolder();
    const silence = holder === undefined ? undefined : await findSilence(holder);
    if (silence !== undefined) throw silence;
    if (holder?.passing !== true) return holder;
    if (!said) onWait(`waiting for planex once (pid ${holder.pid}) to end`);
    said = true;
    await wait(LOOK_EVERY_MS, undefined, signal && { signal });
  }
}
