import { findMateHold } from './find-batch-hold.ts';
import { findWithdrawal } from './find-withdrawal.ts';
import { isTriedNow } from './is-tried-now.ts';
import { LANDS_BY_ITSELF } from './landing-words.ts';
import type { Reason } from './reason.ts';
import type { TaskStatus } from './task.ts';
import type { ActiveRun, World } from './world.ts';

const START = 'planex start';

/** Where a task stands that has a run which has not ended, and why. */
export function judgeRun(
  run: ActiveRun,
  world: Pick<World, 'runs' | 'storageHold' | 'tasks'>,
): { status: TaskStatus; reason?: Reason } {
  const { storageHold } = world;
  const withdrawn = findWithdrawal(run);
  if (withdrawn !== undefined)
    return { status: withdrawn.code === 'cancelled' ? 'cancelled' : 'waiting', reason: withdrawn };
  const mateHold = findMateHold(run, world);
  if (mateHold !== undefined) return { status: 'blocked', reason: mateHold };
  if (run.waiting !== undefined && (storageHold !== undefined || !isTriedNow(run))) {
    // What waits for its own batch, none of which waits for a person, goes on by itself: nothing behind it is stuck.
    if (run.waiting.code === 'blocked-by') return { status: 'pending', reason: run.waiting };
    return { status: 'waiting', reason: describeWait(run, run.waiting) };
  }
  if (run.busy || isTriedNow(run)) return { status: run.step === 'landing' ? 'landing' : 'running' };
  if (storageHold !== undefined) return { status: 'waiting', reason: storageHold };
  const message = describeCutOff(run);
  const action = run.takenUp === undefined ? { action: START } : {};
  return { status: 'pending', reason: { code: 'internal', message, ...action } };
}

/** Without a planex at work nobody knows whether what holds a landing back still does, and nothing lands by itself. */
function describeWait({ step, takenUp }: ActiveRun, waiting: Reason): Reason {
  if (step !== 'landing' || takenUp !== undefined) return waiting;
  const act = waiting.action?.replace(LANDS_BY_ITSELF, '');
  return {
    ...waiting,
    message: `${waiting.message} (when planex last tried to land it)`,
    action: act === undefined || act === START ? START : `${act}, then ${START}`,
  };
}

function describeCutOff({ step, left = [], takenUp }: ActiveRun): string {
  if (takenUp !== undefined) return `its run was cut off while ${step}; planex is about to take it up`;
  if (left.length === 0) return `its run was cut off while ${step}; it is taken up when planex runs`;
  const [who, them] =
    left.length === 1
      ? [`process ${left[0]} of it is`, 'it']
      : [`processes ${left.join(', ')} of it are`, 'them'];
  return `planex was cut off while its run was ${step}, and ${who} still at work; planex start ends ${them} and takes the run up`;
}
