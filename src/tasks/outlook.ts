import { footprintOf, overlaps } from './independence.ts';
import type { Reason } from './reason.ts';
import type { Decision, Verdict } from './reconcile.ts';
import type { RunStep } from './run-record.ts';
import { isHeldBack, listClosedBatches } from './take-up-runs.ts';
import type { ActiveRun, World } from './world.ts';

/** What would come of a decision if it were acted on now. */
export interface Outlook {
  /** Ids of tasks that would be started at once. */
  wouldStart: string[];
  /** Runs that nobody is at and that would go on, with the step they are at; `reason` is what such a one waited for last. */
  wouldTakeUp: { task: string; run: string; step: RunStep; reason?: Reason }[];
  /** Runs that nobody is at and that would be ended, their work kept where it counts. */
  wouldEnd: { task: string; run: string; reason: Reason }[];
  /** Ids of tasks that come after all of these, and after the runs that are under way, if those get done. */
  wouldFollow: string[];
}

/** Says what acting on a decision would begin, and what only has to wait for that. */
export function lookAhead(world: World, { verdicts, actions }: Decision): Outlook {
  const runs = new Map(world.runs.map((run) => [run.runId, run]));
  const outlook: Outlook = { wouldStart: [], wouldTakeUp: [], wouldEnd: [], wouldFollow: [] };
  for (const action of actions) {
    if (action.type === 'dispatch') {
      outlook.wouldStart.push(action.taskId);
      continue;
    }
    const together = action.type === 'resume' ? (action.together ?? []) : [];
    for (const run of [action.runId, ...together].flatMap((id) => runs.get(id) ?? [])) {
      const { taskId: task, runId, step, waiting } = run;
      if (action.type === 'requeue') outlook.wouldEnd.push({ task, run: runId, reason: action.reason });
      else if (!isSeenTo(run)) {
        outlook.wouldTakeUp.push({
          task,
          run: runId,
          step,
          ...(waiting === undefined ? {} : { reason: waiting }),
        });
      }
    }
  }
  outlook.wouldFollow = listFollowers(world, verdicts, outlook.wouldStart);
  return outlook;
}

/** The tasks that nothing but tasks before them holds, where those are at work or about to be. */
function listFollowers(world: World, verdicts: readonly Verdict[], starting: readonly string[]): string[] {
  const known = new Map(verdicts.map((verdict) => [verdict.taskId, verdict]));
  // What waits may wait for long, and all that touches its paths with it.
  const waiting = world.runs.filter((run) => !run.busy && isHeldBack(run));
  const closed = listClosedBatches(waiting);
  const held = world.runs.filter((run) => waiting.includes(run) || isOfClosed(run, closed));
  const going = new Set([
    ...starting,
    ...world.runs.flatMap((run) => (held.includes(run) ? [] : run.taskId)),
  ]);
  const free = world.tasks.filter(({ task, run }) => {
    const footprint = footprintOf(task.files);
    const isHeld = closed.has(task.artifactPath) || held.some((one) => overlaps(one.footprint, footprint));
    return run === undefined && !going.has(task.id) && !isHeld && waitsForOthers(known.get(task.id));
  });
  const followers = new Set<string>();
  if (going.size === 0) return [];
  for (let before = -1; before < followers.size; ) {
    before = followers.size;
    for (const { task } of free) {
      const isReady = task.after.every(
        (id) => known.get(id)?.status === 'done' || going.has(id) || followers.has(id),
      );
      if (isReady) followers.add(task.id);
    }
  }
  return [...followers];
}

function waitsForOthers(verdict: Verdict | undefined): boolean {
  if (verdict?.status !== 'pending') return false;
  return verdict.reason === undefined || verdict.reason.code === 'blocked-by';
}

/** Whether it is reviewed only once what its batch waits for is over. */
function isOfClosed({ busy, reviewer, batch }: ActiveRun, closed: ReadonlySet<string>): boolean {
  return !busy && reviewer !== undefined && batch !== undefined && closed.has(batch);
}

/** Whether nothing is left to take up: it is just being claimed by the planex that looks, or has landed and is only to be told of. */
function isSeenTo({ step, takenUp, hasLanded }: ActiveRun): boolean {
  return hasLanded === true || (step === 'claimed' && takenUp === 'next');
}
