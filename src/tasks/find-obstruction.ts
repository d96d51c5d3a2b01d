import { findBatchHold, findHeld, findMateHold } from './find-batch-hold.ts';
import { type Footprint, footprintOf, overlaps } from './independence.ts';
import type { Reason, ReasonCode } from './reason.ts';
import type { Task } from './task.ts';
import type { World } from './world.ts';

/** What Git does mostly ends by itself, and is told by its own code. */
const PASSING: ReadonlySet<ReasonCode> = new Set(['operation-in-progress', 'commit-in-progress']);

/**
 * Why a task cannot begin as long as finished work on the same files, or in the batch before it, waits for somebody; undefined
 * while it can.
 */
export function findObstruction(
  { id, artifactPath, files }: Pick<Task, 'id' | 'artifactPath' | 'files'>,
  world: Pick<World, 'runs' | 'tasks'>,
): Reason | undefined {
  const batchHold = findBatchHold(artifactPath, world);
  if (batchHold !== undefined) return batchHold;
  const footprint = footprintOf(files);
  for (const run of world.runs) {
    if (run.taskId === id || !overlaps(run.footprint, footprint)) continue;
    const held = findHeld(run) ?? findMateHold(run, world);
    if (held === undefined) continue;
    const what = nameShared(run.footprint, footprint);
    return {
      code: PASSING.has(held.code) ? held.code : 'blocked-by',
      message: `${run.taskId} ${what}, and its finished work waits: ${held.message}`,
      ...(held.action === undefined ? {} : { action: held.action }),
    };
  }
  return undefined;
}

function nameShared(theirs: Footprint, own: Footprint): string {
  if (own === 'everything') return 'may change the same files (this task names none)';
  if (theirs === 'everything') return 'may change the same files (it names none)';
  return `changes ${own.filter((path) => overlaps(theirs, [path])).join(', ')} too`;
}
