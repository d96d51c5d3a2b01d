import { setTimeout as wait } from 'node:timers/promises';
import type { Operations } from '../daemon/operations/operations.ts';
import { readInstanceLock } from '../state/instance-lock.ts';
import { LISTENS_WITHIN_MS, LOOK_EVERY_MS } from './patience.ts';
import { BrokenOff, createRemoteOperations, NotListening } from './remote-operations.ts';

/** What the daemon with its records in this folder answers; undefined when none runs. */
export async function askDaemon<T>(
  records: string,
  access: 'read' | 'write',
  use: (operations: Operations) => Promise<T>,
): Promise<{ value: T } | undefined> {
  const endsAt = performance.now() + LISTENS_WITHIN_MS;
  for (;;) {
    const holder = readInstanceLock(records);
    if (holder?.role !== 'daemon' || holder.socket === undefined) return undefined;
    try {
      return { value: await use(createRemoteOperations(holder, holder.socket)) };
    } catch (error) {
      // A daemon does not listen yet when it begins, and no longer when it ends. What only reads may be asked twice.
      const mayAskAgain = error instanceof NotListening || (access === 'read' && error instanceof BrokenOff);
      if (!mayAskAgain || performance.now() > endsAt) throw error;
      await wait(LOOK_EVERY_MS);
    }
  }
}
