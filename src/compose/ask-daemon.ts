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
  let endsAt: number | undefined;
  for (;;) {
    const holder = readInstanceLock(records);
    if (holder?.role !== 'daemon' || holder.socket === undefined) return undefined;
    try {
      return { value: await use(createRemoteOperations(holder, holder.socket)) };
    } catch (error) {
      // A daemon does not listen yet when it begins, and no longer when it ends. What only reads may be asked twice.
      const mayAskAgain = error instanceof NotListening || (access === 'read' && error instanceof BrokenOff);
      // Both loaded only here: most daemons answer at once, and a prompt waits for every millisecond.
      endsAt ??= performance.now() + LISTENS_WITHIN_MS;
      if (!mayAskAgain || performance.now() > endsAt) throw error;
      await process.getBuiltinModule('node:timers/promises').setTimeout(LOOK_EVERY_MS);
    }
  }
}
