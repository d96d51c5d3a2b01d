import type { MessageFacts } from './message-facts.ts';

/** A commit whose message says that it carries the work of a task. */
export interface LandedCommit {
  commit: string;
  taskId: string;
  /** `sha256:<hex>` of the task when it was done. */
  digest: string;
  /** The same without the ids of other tasks, where it names some. */
  content?: string;
  runId?: string;
  /** The commit that a squash merge took it from. */
  origin?: string;
  /** Another commit takes it back, and that one was not taken back itself. */
  reverted: boolean;
}

/** Key of `indexLandings`: a task as it was worded. */
export function landingKey(taskId: string, digest: string): string {
  return `${taskId}\n${digest}`;
}

/**
 * All landings by task and digest, in the order of `facts`. A revert counts against the commit it names, and, in a
 * squash merge that quotes both, against the quoted commit. Reverting a commit of several tasks reverts them all.
 */
export function indexLandings(facts: readonly MessageFacts[]): Map<string, LandedCommit[]> {
  const isReverted = judgeReverts(facts);
  const landed = new Map<string, LandedCommit[]>();
  for (const { commit, landings, reverts } of facts) {
    for (const { taskId, digest, content, runId, origin } of landings) {
      const withdrawn = origin !== undefined && reverts.some((oid) => origin.startsWith(oid));
      const key = landingKey(taskId, digest);
      const landing: LandedCommit = {
        commit,
        taskId,
        digest,
        ...(content !== undefined && { content }),
        ...(runId !== undefined && { runId }),
        ...(origin !== undefined && { origin }),
        reverted: withdrawn || isReverted(commit),
      };
      landed.set(key, [...(landed.get(key) ?? []), landing]);
    }
  }
  return landed;
}

/** Digits that a message must give of a commit it reverts. */
const SHORTEST_ID = 7;

function judgeReverts(facts: readonly MessageFacts[]): (commit: string) => boolean {
  // Filed under the shortest abbreviation, so that thousands of reverts stay cheap.
  const claims = new Map<string, { by: string; oid: string }[]>();
  for (const { commit, reverts } of facts) {
    for (const oid of reverts) {
      const start = oid.slice(0, SHORTEST_ID);
      claims.set(start, [...(claims.get(start) ?? []), { by: commit, oid }]);
    }
  }
  const judged = new Map<string, boolean>();
  const isReverted = (commit: string): boolean => {
    const known = judged.get(commit);
    if (known !== undefined) return known;
    // Abbreviated ids could be made to form a circle; a commit under judgement counts as standing.
    judged.set(commit, false);
    const verdict = (claims.get(commit.slice(0, SHORTEST_ID)) ?? []).some(
      ({ by, oid }) => commit.startsWith(oid) && !isReverted(by),
    );
    judged.set(commit, verdict);
    return verdict;
  };
  return isReverted;
}
