import { requestControl } from '../control/client.ts';
import { OperatorError } from '../errors.ts';
import type { LockHolder } from '../state/lock-holder.ts';
import { LISTENS_WITHIN_MS } from './patience.ts';
import { waitWatched } from './watched-answer.ts';

/**
 * Whether the daemon has been told to stop and only lets its runs end: what it were asked to do now it would never do. Of one
 * that does not say so, the question that follows finds out. Throws `OperatorError` when it stands still.
 */
export async function isStopping(holder: LockHolder, socket: string): Promise<boolean> {
  try {
    const answer = await waitWatched(holder, (signal) =>
      requestControl(socket, { method: 'POST', path: '/ping', timeoutMs: LISTENS_WITHIN_MS, signal }),
    );
    return answer.ok && saysSo(answer.value);
  } catch (error) {
    if (error instanceof OperatorError) throw error;
    // An older daemon knows no ping.
    return false;
  }
}

function saysSo(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'stopping' in value && value.stopping === true;
}
