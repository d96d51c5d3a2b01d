import { renderEvent } from '../../logging/render-event.ts';
import { onStopSignal } from '../interruption.ts';
import { openPlanex, type Planex } from '../open-planex.ts';
import { findSilence } from '../watched-answer.ts';
import { describeCommandAtWork } from '../with-operations.ts';
import { awaitPassing } from './await-passing.ts';
import type { DaemonOpening } from './open-daemon.ts';

/**
 * Runs the daemon in this process until it is told to stop; resolves to the exit code. A `planex once` that is at work here is
 * waited for; with `passing`, that is told of it in place of waiting, and nothing is run.
 */
export async function runDaemon(
  cwd: string,
  on: { ready: () => void; line: (line: string) => void; passing?: () => void },
): Promise<number> {
  // From the beginning: a signal that comes while the daemon opens must not cost it its orderly end.
  const signals = listenForSignals(on.line);
  // Git is asked in processes of its own: what a daemon is made of is loaded meanwhile.
  const [planex, { openDaemon }] = await Promise.all([openPlanex(cwd), import('./open-daemon.ts')]);
  const open = (where: Planex): Promise<DaemonOpening> =>
    openDaemon(where, (event) => {
      for (const line of renderEvent(event)) on.line(line);
    });
  let opened = await open(planex);
  while (opened.kind === 'held' && opened.holder.passing === true) {
    const hasEnded = on.passing === undefined && (await outlastPassing(planex, on.line, signals.first));
    if (!hasEnded) {
      on.passing?.();
      signals.stop();
      return 0;
    }
    // Meanwhile the repository may have gone.
    opened = await open(await openPlanex(cwd));
  }
  if (opened.kind === 'held') {
    const { holder } = opened;
    if (holder.role === 'command') throw await describeCommandAtWork(holder);
    const silence = await findSilence(holder);
    if (silence !== undefined) throw silence;
    on.line(`planex ${holder.version} is already running here (pid ${holder.pid})`);
    on.ready();
    signals.stop();
    return 0;
  }
  const { daemon } = opened;
  on.ready();
  const { forceful } = await Promise.race([daemon.stopAsked, signals.first]);
  const closing = daemon.close();
  if (forceful) daemon.endRuns();
  // A second signal ends what the first one is waiting for.
  void signals.second.then(() => daemon.endRuns());
  await closing;
  signals.stop();
  // Everything is given back by now; a child of Git that hangs must not keep the process.
  process.exit(0);
}

/** Waits until no `planex once` is at work any more; false when this process is told to stop before. */
async function outlastPassing(
  planex: Planex,
  onWait: (message: string) => void,
  stop: Promise<unknown>,
): Promise<boolean> {
  const over = new AbortController();
  const waited = awaitPassing(planex, onWait, over.signal).then(() => true);
  const stopped = stop.then(() => false);
  try {
    return await Promise.race([waited, stopped]);
  } finally {
    over.abort();
    await waited.catch(() => undefined);
  }
}

function listenForSignals(say: (line: string) => void): {
  first: Promise<{ forceful: boolean }>;
  second: Promise<void>;
  stop(): void;
} {
  let count = 0;
  let onFirst: (how: { forceful: boolean }) => void = () => undefined;
  let onSecond: () => void = () => undefined;
  const first = new Promise<{ forceful: boolean }>((resolve) => {
    onFirst = resolve;
  });
  const second = new Promise<void>((resolve) => {
    onSecond = resolve;
  });
  let hungUp = false;
  const stop = onStopSignal((name) => {
    // A terminal that is closed says so more than once, by its shell and by itself: that is no second wish.
    if (name === 'SIGHUP' && hungUp) return;
    hungUp ||= name === 'SIGHUP';
    count += 1;
    if (count === 1) {
      say('stopping: letting runs end; a second signal ends them');
      onFirst({ forceful: false });
    } else onSecond();
  });
  return { first, second, stop };
}
