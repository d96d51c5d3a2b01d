import { splitBackends } from './backend-limit.ts';
import { findWithdrawal } from './find-withdrawal.ts';
import type { Reason } from './reason.ts';
import type { ActiveRun, World } from './world.ts';

/** What to do with a run that nobody is at. */
export type TakeUp =
  /**
   * Take it up: its daemon died, its finished commit could not land yet, or its work can be reviewed now, with that of
   * those `together`.
   */
  | { type: 'resume'; runId: string; together?: string[] }
  /** End it and keep its work for the next one: what let it run has been taken back. */
  | { type: 'requeue'; runId: string; reason: Reason };

/** Who is asked for a run at present. */
export function listAsked({ reviewer, backend }: ActiveRun): string[] {
  return splitBackends(reviewer ?? backend);
}

/** The artifacts of which some work waits for its review: a task that began now would hold up all the others. */
export function listClosedBatches(runs: readonly ActiveRun[]): Set<string> {
  return new Set(runs.flatMap(({ reviewer, batch }) => (reviewer === undefined ? [] : (batch ?? []))));
}

/*
 *   run of a task ──▶ reviewing ─┬─ by itself ──────────────────────────────────────────▶ asks the reviewer
 *                                └─ in a batch ──▶ all runs of the artifact are here ──▶ the first asks for all
 *
 *   Either waits for a limit of the reviewer, for the caps on spending, or for a person where the reviewer has failed.
 */

/**
 * The runs that nobody is at, and whether they go on or end. A run that waits to land is tried again each time. Adds whom
 * it asks to `asked`.
 */
export function takeUpRuns(
  { runs, onProbation }: Pick<World, 'runs' | 'onProbation'>,
  asked: Set<string>,
): TakeUp[] {
  return runs.flatMap((run): TakeUp[] => {
    const { runId, busy, reviewer } = run;
    if (busy) return [];
    const withdrawn = findWithdrawal(run);
    if (withdrawn !== undefined) return [{ type: 'requeue', runId, reason: withdrawn }];
    if (reviewer === undefined) return [{ type: 'resume', runId }];
    const batch = findBatch(run, runs);
    if (batch[0] !== run || batch.some(isHeldBack)) return [];
    if (onProbation.has(reviewer) && asked.has(reviewer)) return [];
    asked.add(reviewer);
    const others = batch.slice(1).map((other) => other.runId);
    return [{ type: 'resume', runId, ...(others.length === 0 ? {} : { together: others }) }];
  });
}

/** The runs that are reviewed together with this one, in their order; none as long as some are not ready. */
function findBatch(run: ActiveRun, runs: readonly ActiveRun[]): readonly ActiveRun[] {
  if (run.batch === undefined) return [run];
  const batch = runs.filter((other) => other.batch === run.batch);
  return batch.every(({ reviewer, busy }) => reviewer !== undefined && !busy) ? batch : [];
}

/** Whether a run waits for more than its own batch, which goes on by itself. */
export function isHeldBack({ waiting }: ActiveRun): boolean {
  return waiting !== undefined && waiting.code !== 'blocked-by';
}
