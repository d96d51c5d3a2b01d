import { markInstant } from '../mark-instant.ts';
import type { Action } from '../tasks/reconcile.ts';
import type { RunRecord } from '../tasks/run-record.ts';
import { approveByRule } from './admission/approve-by-rule.ts';
import { claimRun } from './run/claim.ts';
import { describeDrafts } from './look/describe-drafts.ts';
import { createBeginnings } from './run/beginnings.ts';
import { createBusyRuns } from './run/busy-runs.ts';
import type { EndingWord } from './run/run-job.ts';
import { createLook, type Look } from './look/look.ts';
import { createNotifier } from './notifier.ts';
import type { Observation } from './look/observe.ts';
import type { Ports } from './ports.ts';
import { createQuietWaiters } from './quiet-waiters.ts';
import { createRecheck } from './recheck.ts';
import { rememberObservation } from './look/remember.ts';
import { createReporter } from './report.ts';
import { dropLostRuns, requeueRun, resumeRun } from './run/resume-run.ts';
import { createLandingSettler } from './settle-landings.ts';
import { createStoreKeeper } from './store-keeper.ts';
import { createStorageReporter } from './look/storage-hold.ts';
import { backsOff, untilNextEnd, waitsOnSomethingUnwatched } from './unwatched-waits.ts';
import { unlessUnusable } from './unless-unusable.ts';
import { createTriedRuns } from './run/tried-runs.ts';
import { createWorkWindow } from './run/work-window.ts';

/** The reconcile loop: every event, tick, command and finished run only means "look again soon". */
export interface Loop {
  /**
   * Settles the landings that an earlier daemon left half done. Call once, before the first nudge. Throws `OperatorError`
   * when a newer planex wrote the record of the repository or of a run.
   */
  recover(): Promise<void>;
  /** Asks for a look; many calls at once make one look. With `asked`, somebody wants to know what holds runs back now. */
  nudge(asked?: 'asked'): void;
  /** Something happened in Git: looks again if anything waits for such a thing. */
  nudgeWaiting(): void;
  /** Looks without acting. */
  look(): Promise<Look>;
  /**
   * Resolves when no run is under way and nothing can be started. Throws `OperatorError` when no run is under way and
   * nothing can be known before a person has mended something.
   */
  whenQuiet(): Promise<Look>;
  /** Ends those active runs at a person's word; false when there are none. */
  cancelRuns(isMeant: (run: RunRecord) => boolean, word: EndingWord): Promise<boolean>;
  /**
   * Does what follows on a word that holds work up, once that is written down: no run begins meanwhile, and none afterwards
   * that was decided on before.
   */
  holdUp<T>(work: () => Promise<T>): Promise<T>;
  /** The tasks of the active runs, and what else has to end before the loop can stop. */
  listUnderWay(): string[];
  /** Tells all runs to end now, also those that are just beginning; their tasks go back into the queue. */
  endRuns(): void;
  /** Starts nothing more; resolves when the runs have ended. */
  stop(): Promise<void>;
}

/** Makes the loop of one daemon. `onError` is told of errors that a pass or a run threw; neither ends the loop. */
export function createLoop(ports: Ports, onError: (error: unknown) => void): Loop {
  const notifier = createNotifier(ports, { onTold: () => wake(), onError });
  const store = createStoreKeeper(ports, onError);
  const landings = createLandingSettler(ports);
  const reportStorage = createStorageReporter(ports);
  /** Runs that an earlier daemon died at, until they are taken up. */
  const inherited = new Set<string>();
  const busy = createBusyRuns(ports, {
    onError,
    onEnded({ runId, step }) {
      if (step !== 'ended') {
        tried.findHeld(runId);
        recheck.later();
      }
      wake();
    },
  });
  const reporter = createReporter(ports, (id) => busy.listTasks().includes(id));
  const beginnings = createBeginnings();
  const window = createWorkWindow(ports, () => busy.count() + ports.drafts.listBusy().length, inherited);
  const tried = createTriedRuns();
  const recheck = createRecheck(() => {
    tried.clear();
    wake();
  });
  let wanted = false;
  let passing: Promise<void> | undefined;
  let stopping = false;
  let waiting = false;

  const look = createLook(ports, {
    isBusy: (runId) => busy.has(runId),
    whenTakenUp: ({ runId }) => (stopping || tried.isFoundHeld(runId) || !ports.isOwner() ? 'later' : 'next'),
  });
  const quiet = createQuietWaiters(look);

  /** Files come and go while Git or an editor is at work: only what a second look says as well is acted on. */
  const isLasting = async ({ type, runId }: Extract<Action, { type: 'requeue' }>): Promise<boolean> => {
    await ports.refreshArtifacts();
    const { observation, decision } = await look();
    if (observation.world.repositoryHolds !== null) return false;
    return decision.actions.some((one) => one.type === type && one.runId === runId);
  };

  const perform = async (action: Action, seen: Observation): Promise<void> => {
    const abort = new AbortController();
    if (action.type === 'dispatch') {
      const facts = seen.world.tasks.find((one) => one.task.id === action.taskId);
      const job = facts && (await claimRun(ports, seen, facts, abort.signal));
      if (job === 'unmade') wanted = true;
      else if (job !== undefined) busy.start(job, abort);
      return;
    }
    if (action.type === 'requeue') {
      // A landing that is half done may still come to its end.
      if (busy.has(action.runId) || landings.isWaiting()) return;
      if (!(await isLasting(action))) {
        recheck.later();
        return;
      }
      inherited.delete(action.runId);
      await requeueRun(ports, action.runId, action.reason);
      wanted = true;
      return;
    }
    const run = seen.world.runs.find(({ runId }) => runId === action.runId);
    const attempt = { runId: action.runId, step: run?.step, patch: run?.patch };
    if (busy.has(action.runId) || tried.has(attempt)) return;
    tried.add(attempt);
    const resumed = await resumeRun(ports, {
      settings: seen.settings,
      runId: action.runId,
      died: inherited.delete(action.runId),
      ended: busy.findEnded(action.runId),
      together: action.together ?? [],
      signal: abort.signal,
    }).catch((error: unknown) => {
      tried.findHeld(action.runId);
      throw error;
    });
    if (resumed === undefined) wanted = true;
    else busy.start(resumed.job, abort, resumed.from);
  };

  const pass = async (): Promise<void> => {
    if (landings.isWaiting() && ports.isOwner()) await landings.settle().catch(unlessUnusable);
    const isOverruled = beginnings.watch();
    const closesWindow = await window.prepareLook();
    markInstant('look:begin');
    const seen = await look();
    markInstant('look:end');
    if (!ports.isOwner()) return;
    const { storageHold } = seen.observation.world;
    reportStorage(storageHold);
    if (storageHold === undefined) {
      await rememberObservation(ports, seen.observation);
      if (closesWindow) await window.close();
      await reporter.report(seen);
      if (!(await store.keep(seen))) recheck.later();
      await notifier.report(seen);
    }
    for (const action of seen.decision.actions) {
      if (stopping || !ports.isOwner()) return;
      const mayBegin = action.type !== 'dispatch' || (await window.open(seen));
      if (!mayBegin || !(await beginnings.begin(isOverruled, () => perform(action, seen.observation)))) {
        wanted = true;
        break;
      }
    }
    const byRule = storageHold === undefined ? await approveByRule(ports, seen) : undefined;
    if (byRule?.approved === true) {
      await ports.refreshArtifacts();
      wanted = true;
    }
    const againMs = await ports.drafts.consider(describeDrafts(seen.observation));
    if (storageHold === undefined && ports.drafts.listBusy().length > 0) await window.note();
    const held = storageHold !== undefined || landings.isWaiting();
    waiting = held || seen.decision.verdicts.some(waitsOnSomethingUnwatched);
    if (waiting) recheck.later();
    const waitMs = Math.min(untilNextEnd(seen) ?? Infinity, againMs ?? Infinity, byRule?.waitMs ?? Infinity);
    if (waitMs < Infinity) recheck.after(waitMs);
    const isQuiet = busy.count() === 0 && notifier.countPending() === 0 && !wanted;
    if (isQuiet && !seen.decision.verdicts.some(backsOff)) {
      quiet.tellQuiet(seen);
    }
  };

  const wake = (): void => {
    if (stopping) return;
    wanted = true;
    passing ??= (async () => {
      while (wanted) {
        wanted = false;
        await pass().catch(async (error: unknown) => {
          onError(error);
          recheck.later();
          if (busy.count() === 0) await quiet.tellTrouble(error);
        });
      }
      passing = undefined;
    })();
  };

  const nudge = (asked?: 'asked'): void => {
    tried.clear(asked);
    recheck.reset();
    wake();
  };

  return {
    async recover() {
      await landings.settle();
      await dropLostRuns(ports);
      await ports.records.daemon().catch(unlessUnusable);
      await ports.calls.settleGone().catch(unlessUnusable);
      for (const { data } of (await ports.records.openRuns()).runs) inherited.add(data.runId);
    },
    nudge,
    nudgeWaiting() {
      if (waiting) nudge();
    },
    look,
    whenQuiet() {
      const waiting = quiet.wait();
      wake();
      return waiting;
    },
    cancelRuns: (isMeant, word) => busy.cancel(isMeant, word),
    holdUp: (work) => beginnings.holdUp(work),
    listUnderWay: () => [
      ...busy.listTasks(),
      ...ports.drafts.listBusy().map((plan) => `the refinement of ${plan}`),
    ],
    endRuns() {
      busy.endAll();
      ports.drafts.endNow();
    },
    async stop() {
      stopping = true;
      const before = busy.count();
      await passing;
      const underWay = busy.count();
      await Promise.all([busy.whenEnded(), ports.drafts.stop()]);
      // What these runs finished is reported now rather than by the next daemon.
      if (before + underWay > 0) await pass().catch(onError);
      recheck.stop();
      await notifier.settle();
    },
  };
}
