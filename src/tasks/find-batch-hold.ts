import { findWithdrawal } from './find-withdrawal.ts';
import { isTriedNow } from './is-tried-now.ts';
import type { Reason } from './reason.ts';
import { isHeldBack } from './take-up-runs.ts';
import type { ActiveRun, World } from './world.ts';

type Known = Pick<World, 'runs' | 'tasks'>;

/** What finished work itself waits for that does not pass without a person. */
export function findHeld(run: ActiveRun): Reason | undefined {
  const { waiting } = run;
  if (waiting === undefined || !isHeldBack(run) || waiting.until !== undefined) return undefined;
  return isTriedNow(run) || findWithdrawal(run) !== undefined ? undefined : waiting;
}

/** Why work with nothing of its own to wait for is not reviewed: other work of its batch waits for a person. */
export function findMateHold(run: ActiveRun, world: Known): Reason | undefined {
  const { busy, reviewer, batch } = run;
  if (busy || reviewer === undefined || isHeldBack(run) || findWithdrawal(run) !== undefined)
    return undefined;
  return findBatchHold(batch, world);
}

/** Why nothing of an artifact is reviewed or begins as long as some work of its closed batch waits for a person. */
export function findBatchHold(artifactPath: string | undefined, { runs, tasks }: Known): Reason | undefined {
  if (artifactPath === undefined) return undefined;
  const batch = runs.filter((run) => run.batch === artifactPath);
  if (batch.every(({ reviewer }) => reviewer === undefined)) return undefined;
  for (const run of batch) {
    const held = findHeld(run);
    if (held === undefined) continue;
    const { taskId } = run;
    // No command finds a task that is in its artifact no more.
    const known = tasks.filter(({ task }) => task.artifactPath === artifactPath);
    const isGone = known.length > 0 && known.every(({ task }) => task.id !== taskId);
    const first = isGone ? `put the task back into ${artifactPath}, then ` : '';
    return {
      code: 'blocked-by',
      // Told of its mates, and of all that comes after one of them, alike.
      message: `${taskId} holds up what is reviewed together with it, and what begins after that: ${held.message}`,
      ...(held.action === undefined ? {} : { action: `${first}${held.action}` }),
    };
  }
  return undefined;
}
