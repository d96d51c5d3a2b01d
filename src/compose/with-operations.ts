import { setTimeout as wait } from 'node:timers/promises';
import type { Operations } from '../daemon/operations.ts';
import { OperatorError } from '../errors.ts';
import { withStoreLock } from '../state/instance-lock.ts';
import { planexVersion } from '../version.ts';
import { openPlanex } from './open-planex.ts';
import type { LockHolder } from '../state/lock-holder.ts';
import { createRemoteOperations, NotListening } from './remote-operations.ts';
import { findSilence } from './watched-answer.ts';

const LOOK_EVERY_MS = 50;
const PATIENCE_MS = 15_000;

/**
 * Lets a command use the operations: those of the daemon when one runs here, else its own, computed from Git, files and
 * records. `write` operations without a daemon hold the store's lock meanwhile.
 */
export async function withOperations<T>(
  cwd: string,
  access: 'read' | 'write',
  use: (operations: Operations) => Promise<T>,
): Promise<T> {
  const planex = await openPlanex(cwd);
  const endsAt = performance.now() + PATIENCE_MS;
  for (let holder = planex.readHolder(); holder?.socket !== undefined; holder = planex.readHolder()) {
    try {
      return await use(createRemoteOperations(holder, holder.socket));
    } catch (error) {
      // A daemon does not listen yet when it begins, and no longer when it ends.
      if (!(error instanceof NotListening) || performance.now() > endsAt) throw error;
      await wait(LOOK_EVERY_MS);
    }
  }
  // Loaded only now: beside a daemon a command needs next to nothing of planex.
  const { useOwnOperations } = await import('./own-operations.ts');
  if (access === 'read') return useOwnOperations(planex, 'read', use);
  const outcome = await withStoreLock(planex.records, planexVersion, () =>
    useOwnOperations(planex, 'write', use),
  );
  if (outcome.kind === 'done') return outcome.value;
  if (outcome.holder.socket !== undefined) {
    return use(createRemoteOperations(outcome.holder, outcome.holder.socket));
  }
  throw await describeCommandAtWork(outcome.holder);
}

/** Why nothing can be changed while a planex command that is no daemon has the lock. */
export async function describeCommandAtWork(holder: LockHolder): Promise<OperatorError> {
  const what = `another planex command is at work here (pid ${holder.pid})`;
  return (await findSilence(holder)) ?? new OperatorError(what, { todo: 'try again in a moment' });
}
