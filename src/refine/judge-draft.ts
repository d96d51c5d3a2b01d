import type { Manifest } from './manifest.ts';

/** Plans with fewer tasks are too small to be worth a refinement. */
export const FEWEST_TASKS = 3;

/** What bears on whether the daemon refines a plan by itself. */
export interface DraftFacts {
  isDraft: boolean;
  tasks: number;
  /** Whether the plan may cause anything to run here. */
  admitted: boolean;
  /** SHA-256 of its bytes, in hex digits. */
  digest: string;
  /** The branch that is checked out. */
  branch: string;
  nowMs: number;
  /** How long nobody has written to it, and must not have. */
  restedMs: number;
  quietMs: number;
  /** Its last refinement. */
  last?: Manifest;
  /** Whether planex itself began that one here. */
  isOwn: boolean;
}

/** What the daemon does about a plan; `inMs` is when to look again. */
export type DraftVerdict =
  | { do: 'start' }
  | { do: 'resume' }
  | { do: 'wait'; inMs?: number }
  | { do: 'nothing' };

/*
 *   last run:  none ──────────────────────────────────────▶ start, once the draft is left alone for a while
 *              ended with these very bytes ───────────────▶ nothing: clean stays clean, and what went badly is not paid twice
 *              ended with others ─────────────────────────▶ start
 *              in progress, begun by a person ────────────▶ nothing: the person goes on with it
 *              in progress, begun by the daemon ─┬─ held ─▶ wait until it is over, or the plan is changed
 *                                                └────────▶ resume
 */

/** Decides whether the daemon begins with a plan, or goes on with it. */
export function judgeDraft(facts: DraftFacts): DraftVerdict {
  const { isDraft, tasks, admitted, digest, last } = facts;
  if (!isDraft || !admitted || tasks < FEWEST_TASKS) return { do: 'nothing' };
  if (last === undefined) return startWhenQuiet(facts);
  if (last.status !== 'in_progress') {
    return finalDigest(last) === digest ? { do: 'nothing' } : startWhenQuiet(facts);
  }
  if (last.replaced_by !== undefined) return startWhenQuiet(facts);
  return last.background === true && facts.isOwn ? judgeUnfinished(facts, last) : { do: 'nothing' };
}

function startWhenQuiet({ restedMs, quietMs }: DraftFacts): DraftVerdict {
  const restMs = quietMs - restedMs;
  return restMs > 0 ? { do: 'wait', inMs: restMs } : { do: 'start' };
}

function judgeUnfinished({ digest, branch, nowMs }: DraftFacts, { held, rounds }: Manifest): DraftVerdict {
  const target = rounds.at(-1)?.branch;
  if (target !== undefined && target !== branch) return { do: 'wait' };
  if (held === undefined) return { do: 'resume' };
  if (held.until !== undefined) {
    const inMs = Date.parse(held.until) - nowMs;
    return inMs > 0 ? { do: 'wait', inMs } : { do: 'resume' };
  }
  return held.plan_sha256 === digest ? { do: 'wait' } : { do: 'resume' };
}

/** A record that planex did not write says only what its last round began and ended with. */
function finalDigest({ final_plan_sha256: final, rounds }: Manifest): string | undefined {
  const last = rounds.at(-1);
  return final ?? last?.plan_sha256_after ?? last?.plan_sha256_before;
}
