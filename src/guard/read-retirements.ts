import type { Drift, PlanChange } from './find-drift.ts';
import { readSentinels } from './read-sentinels.ts';

/**
 * Reads what changes that led from one commit to another let go, and returns whether they let go of what is lost between
 * the two: in a version of the same plan, or where the whole plan is gone in one of a plan that was new. A plan may be
 * retired in one commit and deleted in the next; then neither end of the way has the entry.
 */
export function readRetirements(changes: readonly PlanChange[]): (drift: Drift) => boolean {
  const created = new Set(changes.filter(({ before }) => before === undefined).map(({ path }) => path));
  const entries = changes.flatMap(({ path, after }) =>
    after !== undefined && /retire/i.test(after) ? [{ path, retired: readSentinels(after).retired }] : [],
  );
  return ({ path, sentinel, planGone }) =>
    entries.some(
      (entry) =>
        entry.retired.has(sentinel) && (entry.path === path || (planGone && created.has(entry.path))),
    );
}
