import { backoffAfterDeaths } from './backoff.ts';
import { findChurn } from './churn.ts';
import type { Reason } from './reason.ts';
import type { TaskFacts, World } from './world.ts';

/** What keeps a task that could otherwise start now from starting, or undefined. */
export function findHold(facts: TaskFacts, world: World): Reason | undefined {
  if (world.storageHold !== undefined) return world.storageHold;
  if (world.paused) {
    const cause = world.pauseCause === undefined ? '' : `: ${world.pauseCause}`;
    return { code: 'paused', message: `planex is paused${cause}`, action: 'planex unpause' };
  }
  if (facts.notDue !== undefined) return facts.notDue;
  if (facts.backend.problem !== undefined) return facts.backend.problem;
  if (world.repositoryHolds !== null) return world.repositoryHolds;
  if (facts.branchHold !== undefined) return facts.branchHold;
  if (facts.dirtyPaths.length > 0) {
    return {
      code: 'dirty-paths',
      message: `you have uncommitted work in ${listSome(facts.dirtyPaths)}`,
      action: 'commit, stash or move it away, and the task goes on by itself',
    };
  }
  return (
    facts.budget ??
    findChurn(facts.task.id, facts.recentRuns, world.nowMs) ??
    facts.backend.limit ??
    findBackoff(facts, world.nowMs)
  );
}

function findBackoff({ record }: TaskFacts, nowMs: number): Reason | undefined {
  if (record?.deaths === undefined) return undefined;
  const untilMs = Date.parse(record.deaths.at) + backoffAfterDeaths(record.deaths.count);
  // An instant further ahead than any backoff was written by a clock that has since been set back.
  if (untilMs <= nowMs || untilMs - nowMs > backoffAfterDeaths(record.deaths.count)) return undefined;
  return {
    code: 'internal',
    message: `planex itself ended ${record.deaths.count} times in a row while this task was ${record.deaths.step}`,
    until: new Date(untilMs).toISOString(),
  };
}

function listSome(paths: readonly string[]): string {
  const shown = paths.slice(0, 3).join(', ');
  return paths.length > 3 ? `${shown} and ${paths.length - 3} more` : shown;
}
