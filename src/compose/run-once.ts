import type { StatusView } from '../daemon/status-view.ts';
import { OperatorError } from '../errors.ts';
import { renderEvent } from '../logging/render-event.ts';
import { followEvents } from '../state/follow-events.ts';
import { type Daemon, openDaemon } from './open-daemon.ts';
import { openPlanex, type Planex } from './open-planex.ts';
import { createRemoteOperations } from './remote-operations.ts';
import { withOperations } from './with-operations.ts';

/** What `planex once` came to. */
export interface OnceOutcome {
  view: StatusView;
  /** Of a dry run: the tasks that would be started now. */
  wouldStart?: string[];
}

/** Does everything that can be done now, in the daemon if one runs here, else in this process. */
export async function runOnce(
  cwd: string,
  options: { dryRun: boolean; onEvent: (lines: string[]) => void },
): Promise<OnceOutcome> {
  const planex = await openPlanex(cwd);
  if (options.dryRun) {
    const preview = await withOperations(cwd, 'read', (operations) => operations.preview());
    return { view: preview.view, wouldStart: preview.wouldStart };
  }
  const running = planex.readHolder();
  if (running?.socket !== undefined) return { view: await settleRemotely(planex, options.onEvent) };

  const opened = await openDaemon(planex, (event) => options.onEvent(renderEvent(event)));
  if (opened.kind === 'held') return { view: await settleRemotely(planex, options.onEvent) };
  const { daemon } = opened;
  let interrupt: () => void = () => undefined;
  const interrupted = new Promise<'interrupted'>((resolve) => {
    interrupt = () => resolve('interrupted');
  });
  process.on('SIGTERM', interrupt).on('SIGINT', interrupt);
  const settled = await Promise.race([daemon.operations.settle(), interrupted, stopAskedFor(daemon)]);
  const closing = daemon.close();
  if (typeof settled === 'string') daemon.endRuns();
  await closing;
  process.off('SIGTERM', interrupt).off('SIGINT', interrupt);
  // The daemon that the view speaks of was this process's own, and has ended.
  if (typeof settled !== 'string') {
    return { view: { ...settled, daemon: { running: false, version: settled.daemon.version } } };
  }
  throw new OperatorError('interrupted: what was under way is back in the queue', {
    todo: 'planex once goes on',
  });
}

async function stopAskedFor(daemon: Daemon): Promise<'interrupted'> {
  await daemon.stopAsked;
  return 'interrupted';
}

async function settleRemotely(planex: Planex, onEvent: (lines: string[]) => void): Promise<StatusView> {
  const holder = planex.readHolder();
  if (holder?.socket === undefined) {
    throw new OperatorError('another planex command is at work here', { todo: 'try again in a moment' });
  }
  const abort = new AbortController();
  const following = (async () => {
    for await (const event of followEvents(planex.records, abort.signal)) onEvent(renderEvent(event));
  })();
  try {
    return await createRemoteOperations(holder, holder.socket).settle();
  } finally {
    abort.abort();
    await following;
  }
}
