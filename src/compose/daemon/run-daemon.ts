import { renderEvent } from '../../logging/render-event.ts';
import { openPlanex } from '../open-planex.ts';
import { findSilence } from '../watched-answer.ts';
import { describeCommandAtWork } from '../with-operations.ts';

/** Runs the daemon in this process until it is told to stop; resolves to the exit code. */
export async function runDaemon(
  cwd: string,
  on: { ready: () => void; line: (line: string) => void },
): Promise<number> {
  // From the beginning: a signal that comes while the daemon opens must not cost it its orderly end.
  const signals = listenForSignals(on.line);
  // Git is asked in processes of its own: what a daemon is made of is loaded meanwhile.
  const [planex, { openDaemon }] = await Promise.all([openPlanex(cwd), import('./open-daemon.ts')]);
  const opened = await openDaemon(planex, (event) => {
    for (const line of renderEvent(event)) on.line(line);
  });
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
  const listen = (): void => {
    count += 1;
    if (count === 1) {
      say('stopping: letting runs end; a second signal ends them');
      onFirst({ forceful: false });
    } else onSecond();
  };
  process.on('SIGTERM', listen).on('SIGINT', listen);
  return { first, second, stop: () => process.off('SIGTERM', listen).off('SIGINT', listen) };
}
