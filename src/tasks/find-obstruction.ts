import { findWithdrawal } from './find-withdrawal.ts';
import { type Footprint, footprintOf, overlaps } from './independence.ts';
import { isTriedNow } from './judge-run.ts';
import type { Reason, ReasonCode } from './reason.ts';
import type { Task } from './task.ts';
import type { ActiveRun, World } from './world.ts';

/** What Git does mostly ends by itself, and is told by its own code. */
const PASSING: ReadonlySet<ReasonCode> = new Set(['operation-in-progress', 'commit-in-progress']);

/** Why a task cannot begin as long as finished work on the same files waits for somebody; undefined while it can. */
export function findObstruction(
  { id, files }: Pick<Task, 'id' | 'files'>,
  { runs }: Pick<World, 'runs'>,
): Reason | undefined {
  const footprint = footprintOf(files);
  for (const run of runs) {
    const held = run.taskId === id ? undefined : findHeld(run);
    if (held === undefined || !overlaps(run.footprint, footprint)) continue;
    const what = nameShared(run.footprint, footprint);
    return {
      code: PASSING.has(held.code) ? held.code : 'blocked-by',
      message: `${run.taskId} ${what}, and its finished work waits: ${held.message}`,
      ...(held.action === undefined ? {} : { action: held.action }),
    };
  }
  return undefined;
}

/** What finished work waits for that does not pass by itself. */
function findHeld(run: ActiveRun): Reason | undefined {
  const { waiting } = run;
  if (waiting === undefined || waiting.code === 'blocked-by' || waiting.until !== undefined) return undefined;
  return isTriedNow(run) || findWithdrawal(run) !== undefined ? undefined : waiting;
}

function nameShared(theirs: Footprint, own: Footprint): string {
  if (own === 'everything') return 'may change the same files (this task names none)';
  if (theirs === 'everything') return 'may change the same files (it names none)';
  return `changes ${own.filter((path) => overlaps(theirs, [path])).join(', ')} too`;
}
