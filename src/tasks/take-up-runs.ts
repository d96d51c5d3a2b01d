import { splitBackends } from './backend-limit.ts';
import type { ActiveRun, World } from './world.ts';

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
 * The runs that nobody is at and that can go on. A run that waits to land is tried again each time. Adds whom it asks to
 * `asked`.
 */
export function takeUpRuns(
  { runs, onProbation }: Pick<World, 'runs' | 'onProbation'>,
  asked: Set<string>,
): { type: 'resume'; runId: string; together?: string[] }[] {
  return runs.flatMap((run) => {
    const { runId, busy, reviewer } = run;
    if (busy) return [];
    if (reviewer === undefined) return [{ type: 'resume', runId }];
    const batch = findBatch(run, runs);
    if (batch[0] !== run || batch.some(isHeld)) return [];
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

function isHeld({ waiting }: ActiveRun): boolean {
  return waiting !== undefined && waiting.code !== 'blocked-by';
}
