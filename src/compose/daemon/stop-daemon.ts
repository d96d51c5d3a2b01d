import { setTimeout as wait } from 'node:timers/promises';
import { requestControl } from '../../control/client.ts';
import { OperatorError } from '../../errors.ts';
import { checkShape, z } from '../../schema.ts';
import { isHolderAlive, type LockHolder } from '../../state/lock-holder.ts';
import type { Planex } from '../open-planex.ts';
import { LISTENS_WITHIN_MS, LOOK_EVERY_MS } from '../patience.ts';
import { findSilence, waitWatched } from '../watched-answer.ts';

/** Every second. */
const LOOKS_PER_CHECK = 20;

const stopAnswer = z.object({ underWay: z.array(z.string()) });

/**
 * Asks the daemon to stop and resolves when its process is gone; false when none runs. `onWait` is told what has to end
 * first: ids of tasks, and refinements in words.
 */
export async function stopDaemon(
  planex: Planex,
  now: boolean,
  onWait: (underWay: string[]) => void,
): Promise<boolean> {
  const holder = planex.readHolder();
  if (holder?.socket === undefined) return false;
  onWait(await askToStop(planex, holder, now));
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

/** What was under way when the daemon heard it; nothing when it ended by itself before. */
async function askToStop(planex: Planex, holder: LockHolder, now: boolean): Promise<string[]> {
  const endsAt = performance.now() + LISTENS_WITHIN_MS;
  while (isHolderAlive(holder)) {
    // It may have had to listen elsewhere meanwhile.
    const current = planex.readHolder();
    const socket = (current?.token === holder.token ? current : holder).socket ?? '';
    const answer = await waitWatched(holder, (signal) =>
      requestControl(socket, {
        method: 'POST',
        path: '/stop',
        body: { now },
        timeoutMs: LISTENS_WITHIN_MS,
        signal,
      }),
    );
    if (answer.ok) return readUnderWay(answer.value);
    // A daemon that has only just begun does not listen yet, and one that ends breaks off, or listens no longer.
    if (answer.failure.kind === 'timed-out' || performance.now() > endsAt) {
      throw new OperatorError(`the daemon (pid ${holder.pid}) does not answer: ${answer.failure.message}`, {
        todo: `kill ${holder.pid} ends it, and planex start recovers what it did`,
      });
    }
    await wait(LOOK_EVERY_MS);
  }
  return [];
}

/** A daemon of another version may have nothing to say of it. */
function readUnderWay(answer: unknown): string[] {
  const read = checkShape(stopAnswer, answer);
  return read.ok ? read.value.underWay : [];
}
