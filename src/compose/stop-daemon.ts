import { setTimeout as wait } from 'node:timers/promises';
import { requestControl } from '../control/client.ts';
import { OperatorError } from '../errors.ts';
import { isHolderAlive, type LockHolder } from '../state/lock-holder.ts';
import type { Planex } from './open-planex.ts';
import { createRemoteOperations } from './remote-operations.ts';
import { findSilence, waitWatched } from './watched-answer.ts';

const LOOK_EVERY_MS = 50;
const PATIENCE_MS = 15_000;
/** Every second. */
const LOOKS_PER_CHECK = 20;

/**
 * Asks the daemon to stop and resolves when its process is gone; false when none runs. `onWait` is told the tasks whose
 * runs have to end first.
 */
export async function stopDaemon(
  planex: Planex,
  now: boolean,
  onWait: (tasks: string[]) => void,
): Promise<boolean> {
  const holder = planex.readHolder();
  if (holder?.socket === undefined) return false;
  if (await askToStop(holder, holder.socket, now)) {
    onWait(await listUnderWay(holder, holder.socket).catch(() => []));
  }
  await waitForEnd(holder);
  return true;
}

/** Runs may take as long as they like to end, but a daemon that stands still never ends them. */
async function waitForEnd(holder: LockHolder): Promise<void> {
  for (let looks = 1; isHolderAlive(holder); looks += 1) {
    await wait(LOOK_EVERY_MS);
    const silence = looks % LOOKS_PER_CHECK === 0 ? await findSilence(holder) : undefined;
    if (silence !== undefined) throw silence;
  }
}

/** True when the daemon heard it; false when it ended by itself before. */
async function askToStop(holder: LockHolder, socket: string, now: boolean): Promise<boolean> {
  const endsAt = performance.now() + PATIENCE_MS;
  while (isHolderAlive(holder)) {
    const answer = await waitWatched(holder, (signal) =>
      requestControl(socket, { method: 'POST', path: '/stop', body: { now }, signal }),
    );
    if (answer.ok) return true;
    // A daemon that has only just begun does not listen yet, and one that ends listens no longer.
    if (answer.failure.kind !== 'not-listening' || performance.now() > endsAt) {
      throw new OperatorError(`the daemon (pid ${holder.pid}) does not answer: ${answer.failure.message}`, {
        todo: `kill ${holder.pid} ends it, and planex start recovers what it did`,
      });
    }
    await wait(LOOK_EVERY_MS);
  }
  return false;
}

async function listUnderWay(holder: LockHolder, socket: string): Promise<string[]> {
  const { tasks, refinements = [] } = await createRemoteOperations(holder, socket).status();
  const runs = tasks.filter(({ status }) => status === 'running' || status === 'landing');
  const refined = refinements.filter(({ active }) => active);
  return [...runs.map(({ id }) => id), ...refined.map(({ plan }) => `the refinement of ${plan}`)];
}
