import { requestControl } from '../control/client.ts';
import { OperatorError } from '../errors.ts';
import { isStopped } from '../process-identity.ts';
import { isHolderAlive, type LockHolder } from '../state/lock-holder.ts';

const LOOK_EVERY_MS = 250;
const LOOKS_PER_PING = 8;
/** How long the event loop of a daemon may be busy with one thing, or wait for a slow disk, on a busy machine. */
const PING_MS = 10_000;
/** Pings in a row without an answer that make a daemon a silent one. */
const PINGS = 3;

/**
 * Waits for an answer of a daemon for as long as the daemon is at work. Throws `OperatorError` when it stands still or
 * no longer answers anything; `signal` aborts then.
 */
export async function waitWatched<T>(
  holder: LockHolder,
  ask: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  // A request would lie in its socket and be carried out when it is continued, long after the command has given up.
  const silence = isStandingStill(holder) ? await findSilence(holder) : undefined;
  if (silence !== undefined) throw silence;
  const over = new AbortController();
  const answer = ask(over.signal);
  try {
    return await Promise.race([answer, watchForSilence(holder, over.signal)]);
  } finally {
    over.abort();
    await answer.catch(() => undefined);
  }
}

/** Why a process that holds the lock can do nothing at present, or undefined. */
export async function findSilence(holder: LockHolder): Promise<OperatorError | undefined> {
  if (isStandingStill(holder)) {
    // A debugger or a shell may have stopped it for an instant only.
    await wait(LOOK_EVERY_MS);
    if (isStandingStill(holder)) return describeStopped(holder);
  }
  if (holder.socket === undefined) return undefined;
  for (let pings = 0; pings < PINGS; pings += 1) {
    if (await answersPing(holder.socket)) return undefined;
  }
  if (isStandingStill(holder)) return describeStopped(holder);
  return isHolderAlive(holder) ? describeSilent(holder) : undefined;
}

async function watchForSilence(holder: LockHolder, over: AbortSignal): Promise<never> {
  for (let looks = 1; !over.aborted; looks += 1) {
    await wait(LOOK_EVERY_MS, over).catch(() => undefined);
    const isDue = isStandingStill(holder) || looks % LOOKS_PER_PING === 0;
    const silence = isDue && !over.aborted ? await findSilence(holder) : undefined;
    if (silence !== undefined) throw silence;
  }
  return new Promise(() => undefined);
}

function isStandingStill(holder: LockHolder): boolean {
  return isStopped(holder.pid) && isHolderAlive(holder);
}

/** Anything but silence is an answer: also that nobody listens yet, or that an older daemon knows no ping. */
async function answersPing(socket: string): Promise<boolean> {
  try {
    const answer = await requestControl(socket, { method: 'POST', path: '/ping', timeoutMs: PING_MS });
    return answer.ok || answer.failure.kind !== 'timed-out';
  } catch {
    return true;
  }
}

function describeStopped({ pid, role }: LockHolder): OperatorError {
  const what = role === 'daemon' ? 'the daemon' : 'another planex command';
  return new OperatorError(`${what} (pid ${pid}) is stopped: it stands still and answers nothing`, {
    todo: `kill -CONT ${pid} lets it go on; kill -KILL ${pid} ends it, and planex start recovers what it did`,
  });
}

function describeSilent({ pid, socket }: LockHolder): OperatorError {
  return new OperatorError(`the daemon (pid ${pid}) does not answer, although it runs`, {
    ...(socket === undefined ? {} : { where: socket }),
    todo: `kill ${pid} ends it (kill -KILL ${pid} if it does not listen), and planex start recovers what it did`,
  });
}

/** Loaded when there is something to wait for: a status line asks nobody. */
function wait(durationMs: number, signal?: AbortSignal): Promise<unknown> {
  const { setTimeout: sleep } = process.getBuiltinModule('node:timers/promises');
  return sleep(durationMs, undefined, signal && { signal });
}
