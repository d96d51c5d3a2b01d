import { type PlanVersion, readSentinels } from './read-sentinels.ts';

/** One plan in two versions; undefined where there is none. Each character of a text is one byte. */
export interface PlanChange {
  path: string;
  before: string | undefined;
  after: string | undefined;
}

/** A sentinel that a change loses. */
export interface Drift {
  rule: 'sentinel-vanished' | 'marker-lost';
  sentinel: string;
  /** Where it was before. */
  path: string;
  line: number;
  /** Where it still stands, without a marker. */
  now?: { path: string; line: number };
  /** Its whole plan is gone. */
  planGone: boolean;
}

interface ComparedPlan {
  path: string;
  before: PlanVersion | undefined;
  after: PlanVersion | undefined;
}

const MARKER_HINT = /\*\*load-b/i;

/**
 * Finds what a change of the plans loses. It has to name every plan that differs; the others keep what they have. A
 * sentinel may move to another plan that did not guard it before, and it goes on purpose once the Decision Log of its plan
 * retires it; when the plan has moved, that of a new plan.
 */
export function findDrift(changes: readonly PlanChange[]): Drift[] {
  if (!changes.some(({ before }) => before !== undefined && MARKER_HINT.test(before))) return [];
  const plans = changes.map(
    ({ path, before, after }): ComparedPlan => ({ path, before: readMaybe(before), after: readMaybe(after) }),
  );
  return plans.flatMap((plan) => findLost(plan, plans));
}

/** True when a version newly guards a sentinel that the version before it did not. */
export function gains({ before, after }: PlanChange, sentinel: string): boolean {
  return (
    readMaybe(after)?.reached.has(sentinel) === true && readMaybe(before)?.reached.has(sentinel) !== true
  );
}

function readMaybe(text: string | undefined): PlanVersion | undefined {
  return text === undefined ? undefined : readSentinels(text);
}

function findLost({ path, before, after }: ComparedPlan, plans: readonly ComparedPlan[]): Drift[] {
  const fresh = plans.filter((other) => other.before === undefined);
  const planGone = after === undefined;
  return (before?.sentinels ?? []).flatMap(({ text, line }): Drift[] => {
    if (after?.reached.has(text) === true) return [];
    if (before?.retired.has(text) === true || after?.retired.has(text) === true) return [];
    if (plans.some((other) => isNewlyReached(other, text))) return [];
    if (planGone && fresh.some((other) => other.after?.retired.has(text) === true)) return [];
    const now = (planGone ? fresh : [{ path, after }]).flatMap((other) => {
      const standing = other.after?.standing.get(text);
      return standing === undefined ? [] : [{ path: other.path, line: standing }];
    })[0];
    const rule = now === undefined ? 'sentinel-vanished' : 'marker-lost';
    return [{ rule, sentinel: text, path, line, planGone, ...(now === undefined ? {} : { now }) }];
  });
}

function isNewlyReached({ before, after }: ComparedPlan, sentinel: string): boolean {
  return after?.reached.has(sentinel) === true && before?.reached.has(sentinel) !== true;
}
