import type { Operations } from '../daemon/operations/operations.ts';
import { OperatorError } from '../errors.ts';
import { findNearRecords } from '../git/near-records.ts';
import { withStoreLock } from '../state/instance-lock.ts';
import type { LockHolder } from '../state/lock-holder.ts';
import { planexVersion } from '../version.ts';
import { askDaemon } from './ask-daemon.ts';
import { createRemoteOperations } from './remote-operations.ts';
import { findSilence } from './watched-answer.ts';

/**
 * Lets a command use the operations: those of the daemon when one runs here, else its own, computed from Git, files and
 * records. `write` operations without a daemon hold the store's lock meanwhile.
 */
export async function withOperations<T>(
  cwd: string,
  access: 'read' | 'write',
  use: (operations: Operations) => Promise<T>,
): Promise<T> {
  const near = findNearRecords(cwd);
  const asked = near === undefined ? undefined : await askDaemon(near, access, use);
  if (asked !== undefined) return asked.value;
  // Loaded only now, and while git is at work: beside a daemon a command needs next to nothing of planex.
  const own = import('./own-operations.ts');
  const { openPlanex } = await import('./open-planex.ts');
  const planex = await openPlanex(cwd);
  const answered = await askDaemon(planex.records, access, use);
  if (answered !== undefined) return answered.value;
  const { useOwnOperations } = await own;
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
