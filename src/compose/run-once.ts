import { setTimeout as wait } from 'node:timers/promises';
import type { StatusView } from '../daemon/look/status-view.ts';
import type { Preview } from '../daemon/operations/operations.ts';
import { OperatorError } from '../errors.ts';
import { renderEvent } from '../logging/render-event.ts';
import type { LockHolder } from '../state/lock-holder.ts';
import { followEvents } from '../state/follow-events.ts';
import { type Daemon, openDaemon } from './daemon/open-daemon.ts';
import { listenForInterruption } from './interruption.ts';
import { isStopping } from './is-stopping.ts';
import { openPlanex, type Planex } from './open-planex.ts';
import { LISTENS_WITHIN_MS, LOOK_EVERY_MS } from './patience.ts';
import { BrokenOff, createRemoteOperations, NotListening } from './remote-operations.ts';
import { tellWaits } from './tell-waits.ts';
import { withOperations } from './with-operations.ts';

/** What `planex once` came to. */
export interface OnceOutcome {
  view: StatusView;
  /** Of a dry run: what would be done now; a daemon of another version may tell less. */
  preview?: Partial<Omit<Preview, 'view'>>;
}

/** Does everything that can be done now, in the daemon if one runs here, else in this process. */
export async function runOnce(
  cwd: string,
  options: { dryRun: boolean; onEvent: (lines: string[]) => void },
): Promise<OnceOutcome> {
  const planex = await openPlanex(cwd);
  if (options.dryRun) {
    const { view, ...preview } = await withOperations(cwd, 'read', (operations) => operations.preview());
    return { view, preview };
  }
  const opened = await openOrSettle(planex, options.onEvent);
  if (opened.kind === 'settled') return { view: opened.view };
  const { daemon } = opened;
  const interruption = listenForInterruption();
  const interrupted = new Promise<'interrupted'>((resolve) => {
    interruption.signal.addEventListener('abort', () => resolve('interrupted'), { once: true });
  });
  const stopTelling = tellWaits(() => daemon.operations.status(), options.onEvent);
  let settled: StatusView | 'interrupted' = 'interrupted';
  try {
    settled = await Promise.race([daemon.operations.settle(), interrupted, stopAskedFor(daemon)]);
  } finally {
    stopTelling();
    // Also where a bug ends it: a lock that stays keeps everybody out.
    const closing = daemon.close();
    if (settled === 'interrupted') daemon.endRuns();
    await closing;
    interruption.stop();
  }
  // The daemon that the view speaks of was this process's own, and has ended.
  if (typeof settled !== 'string') {
    return { view: { ...settled, daemon: { running: false, version: settled.daemon.version } } };
  }
  throw new OperatorError('interrupted: what was under way is back in the queue', {
    todo: 'planex once goes on',
    // Told to by `planex stop`, it leaves undone what it was asked for.
    exitCode: interruption.exitCode() ?? 1,
  });
}

async function stopAskedFor(daemon: Daemon): Promise<'interrupted'> {
  await daemon.stopAsked;
  return 'interrupted';
}

/** A daemon of this process's own, or what the one that runs here came to; patient with one that is just coming or going. */
async function openOrSettle(
  planex: Planex,
  onEvent: (lines: string[]) => void,
): Promise<{ kind: 'opened'; daemon: Daemon } | { kind: 'settled'; view: StatusView }> {
  let endsAt = performance.now() + LISTENS_WITHIN_MS;
  let waitsFor: string | undefined;
  for (;;) {
    const holder = planex.readHolder();
    if (holder === undefined) {
      const opened = await openDaemon(planex, (event) => onEvent(renderEvent(event)), { passing: true });
      if (opened.kind === 'opened') return opened;
    }
    try {
      // Its runs may take as long as they like to end, and what is wanted here goes on after it. Told to stop later, it ends this too.
      if (holder?.socket !== undefined && (await isStopping(holder, holder.socket))) {
        if (waitsFor !== holder.token) onEvent([`waiting for planex (pid ${holder.pid}) to end`]);
        waitsFor = holder.token;
        endsAt = performance.now() + LISTENS_WITHIN_MS;
      } else if (holder?.socket !== undefined) {
        return { kind: 'settled', view: await settleRemotely(planex, holder, holder.socket, onEvent) };
      }
    } catch (error) {
      // Another `planex once` ends when its own work is done, or with Ctrl-C; what is wanted here goes on after it.
      const isGoing = error instanceof BrokenOff && holder?.passing === true;
      if (!isGoing && !(error instanceof NotListening)) throw error;
      if (isGoing) endsAt = performance.now() + LISTENS_WITHIN_MS;
    }
    if (performance.now() > endsAt) {
      throw new OperatorError('another planex is at work here and does not answer', {
        todo: 'planex doctor shows more',
      });
    }
    await wait(LOOK_EVERY_MS);
  }
}

async function settleRemotely(
  planex: Planex,
  holder: LockHolder,
  socket: string,
  onEvent: (lines: string[]) => void,
): Promise<StatusView> {
  const abort = new AbortController();
  const following = (async () => {
    for await (const event of followEvents(planex.records, abort.signal)) onEvent(renderEvent(event));
  })();
  const operations = createRemoteOperations(holder, socket);
  const stopTelling = tellWaits(() => operations.status(), onEvent);
  try {
    return await operations.settle();
  } finally {
    stopTelling();
    abort.abort();
    await following;
  }
}
