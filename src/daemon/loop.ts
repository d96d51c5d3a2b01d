import { errorMessage } from '../errors.ts';
import type { Action } from '../tasks/reconcile.ts';
import type { RunStep } from '../tasks/run-record.ts';
import { claimRun } from './claim.ts';
import { endFailed } from './end-run.ts';
import { findSnapshotTask } from './find-snapshot-task.ts';
import { createLook, type Look } from './look.ts';
import type { Observation } from './observe.ts';
import { performRun } from './perform-run.ts';
import type { Ports } from './ports.ts';
import { recoverRuns } from './recover-runs.ts';
import { createRecheck } from './recheck.ts';
import { createReporter } from './report.ts';
import { rememberObservation } from './remember.ts';
import type { RunJob, StopCause } from './run-job.ts';

/** The reconcile loop: every event, tick, command and finished run only means "look again soon". */
export interface Loop {
  /** Settles what an earlier daemon left behind. Call once, before the first nudge. */
  recover(): Promise<void>;
  /** Asks for a look; many calls at once make one look. */
  nudge(): void;
  /** Looks without acting. */
  look(): Promise<Look>;
  /** Resolves when no run is under way and nothing can be started. */
  whenQuiet(): Promise<Look>;
  /** Ends the active run of a task; false when it has none. */
  cancelRun(taskId: string): Promise<boolean>;
  countRuns(): number;
  /** Tells all runs to end now; their tasks go back into the queue. */
  endRuns(): void;
  /** Starts nothing more; resolves when the runs have ended. */
  stop(): Promise<void>;
}

interface BusyRun {
  taskId: string;
  abort: AbortController;
  ended: Promise<void>;
}

export function createLoop(ports: Ports, onError: (error: unknown) => void): Loop {
  const reporter = createReporter(ports);
  const busy = new Map<string, BusyRun>();
  const quietWaiters: ((look: Look) => void)[] = [];
  const recheck = createRecheck(() => wake());
  let wanted = false;
  let passing: Promise<void> | undefined;
  let stopping = false;

  const look = createLook(ports, (runId) => busy.has(runId));

  const start = (job: RunJob, abort: AbortController, from?: RunStep): void => {
    const { runId, taskId } = job.run.data;
    const ended = performRun(job, from)
      .catch(async (error: unknown) => {
        onError(error);
        await endFailed(job, { code: 'internal', message: errorMessage(error) });
      })
      .catch(onError)
      .finally(() => {
        busy.delete(runId);
        if (job.run.data.step === 'ended') wake();
        else recheck.later();
      });
    busy.set(runId, { taskId, abort, ended });
  };

  const perform = async (action: Action, seen: Observation): Promise<void> => {
    const abort = new AbortController();
    if (action.type === 'dispatch') {
      const facts = seen.world.tasks.find((one) => one.task.id === action.taskId);
      const job = facts && (await claimRun(ports, seen, facts, abort.signal));
      if (job !== undefined) start(job, abort);
      return;
    }
    const run = (await ports.records.openRuns()).runs.find((one) => one.data.runId === action.runId);
    const found = run && (await findSnapshotTask(ports, run.data));
    if (run === undefined || found === undefined || busy.has(action.runId)) return;
    start({ ports, settings: seen.settings, run, signal: abort.signal, ...found }, abort, 'landing');
  };

  const pass = async (): Promise<void> => {
    const seen = await look();
    await rememberObservation(ports, seen.observation);
    await reporter.report(seen);
    for (const action of seen.decision.actions) {
      if (stopping) return;
      await perform(action, seen.observation);
    }
    if (seen.decision.verdicts.some((verdict) => verdict.status === 'waiting')) recheck.later();
    if (busy.size === 0 && !wanted) {
      for (const resolve of quietWaiters.splice(0)) resolve(seen);
    }
  };

  const wake = (): void => {
    if (stopping) return;
    wanted = true;
    passing ??= (async () => {
      while (wanted) {
        wanted = false;
        await pass().catch((error: unknown) => {
          onError(error);
          recheck.later();
        });
      }
      passing = undefined;
    })();
  };

  return {
    async recover() {
      const { settings } = await ports.settings();
      for (const { message } of await ports.landing.recover()) {
        ports.events.append({
          type: 'landing:recovered',
          at: new Date(ports.nowMs()).toISOString(),
          message,
        });
      }
      const aborts = new Map<string, AbortController>();
      const signalFor = (runId: string): AbortSignal => {
        const abort = new AbortController();
        aborts.set(runId, abort);
        return abort.signal;
      };
      for (const { job, from } of await recoverRuns(ports, settings, signalFor)) {
        start(job, aborts.get(job.run.data.runId) ?? new AbortController(), from);
      }
    },
    nudge() {
      recheck.reset();
      wake();
    },
    look,
    whenQuiet() {
      return new Promise((resolve) => {
        quietWaiters.push(resolve);
        wake();
      });
    },
    async cancelRun(taskId) {
      const runs = [...busy.values()].filter((run) => run.taskId === taskId);
      for (const run of runs) run.abort.abort('cancel' satisfies StopCause);
      await Promise.all(runs.map((run) => run.ended));
      return runs.length > 0;
    },
    countRuns: () => busy.size,
    endRuns() {
      for (const run of busy.values()) run.abort.abort('shutdown' satisfies StopCause);
    },
    async stop() {
      stopping = true;
      recheck.stop();
      await passing;
      await Promise.all([...busy.values()].map((run) => run.ended));
    },
  };
}
