import { limitGitMs } from './git-deadline.ts';

/** Why a process was made to end: it took too long, or was told to. */
export type EndedBy = 'limit' | 'signal';

export interface Limited {
  readonly limitMs: number;
  /** Why it was made to end, once it was. */
  endedBy(): EndedBy | undefined;
  /** Stops watching. What is left of what was made to end ends now. */
  release(): void;
}

const KILL_GRACE_MS = 5_000;
/** What is soon done anyway is let end. */
const SIGNAL_GRACE_MS = 5_000;

/** Makes a group of processes end that takes longer than `longestMs`, or that is still there a while after the signal. */
export function limitGroup(
  pid: number | undefined,
  longestMs: number,
  signal: AbortSignal | undefined,
  onEnd?: () => void,
): Limited {
  const send = (name: NodeJS.Signals): void => {
    try {
      if (pid !== undefined) process.kill(-pid, name);
    } catch {
      // All of it is gone already.
    }
  };
  return limitProcess(send, longestMs, signal, onEnd);
}

/** The same for whatever `send` sends its signals to. `onEnd` is called when it is made to end. */
export function limitProcess(
  send: (name: NodeJS.Signals) => void,
  longestMs: number,
  signal: AbortSignal | undefined,
  onEnd?: () => void,
): Limited {
  const limitMs = limitGitMs(longestMs);
  let endedBy: EndedBy | undefined;
  let force: NodeJS.Timeout | undefined;
  let grace: NodeJS.Timeout | undefined;
  const end = (by: EndedBy): void => {
    if (endedBy !== undefined) return;
    endedBy = by;
    send('SIGTERM');
    force = setTimeout(() => send('SIGKILL'), KILL_GRACE_MS);
    onEnd?.();
  };
  const timer = setTimeout(() => end('limit'), limitMs);
  const onAbort = (): void => {
    grace = setTimeout(() => end('signal'), limitGitMs(SIGNAL_GRACE_MS));
  };
  if (signal?.aborted === true) onAbort();
  else signal?.addEventListener('abort', onAbort, { once: true });
  return {
    limitMs,
    endedBy: () => endedBy,
    release() {
      for (const one of [timer, force, grace]) clearTimeout(one);
      signal?.removeEventListener('abort', onAbort);
      if (endedBy !== undefined) send('SIGKILL');
    },
  };
}
