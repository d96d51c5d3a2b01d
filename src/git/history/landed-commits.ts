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
  /** Another commit takes it back where it counts, and that one was not taken back itself. */
  reverted: boolean;
}

/** Key of `indexLandings`: a task as it was worded. */
export function landingKey(taskId: string, digest: string): string {
  return `${taskId}\n${digest}`;
}

/**
 * All landings by task and digest, in the order of `facts`. A revert counts against the commit it names, and, in a
 * squash merge that quotes both, against the quoted commit. Reverting a commit of several tasks reverts them all. What stands
 * in the checked-out branch is not reverted by a commit of `elsewhere`, those that are not in it.
 */
export function indexLandings(
  facts: readonly MessageFacts[],
  elsewhere: ReadonlySet<string> = new Set(),
): Map<string, LandedCommit[]> {
  const isReverted = judgeReverts(facts, elsewhere);
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

/** The commits that are taken back by others, and those. */
export function listReverting(facts: readonly MessageFacts[]): string[] {
  const find = fileClaims(facts);
  return facts.flatMap(({ commit }) => {
    const claims = find(commit);
    return claims.length === 0 ? [] : [commit, ...claims.map(({ by }) => by)];
  });
}

interface Claim {
  by: string;
  oid: string;
}

/** Who says to take a commit back. Filed under the shortest abbreviation, so that thousands of reverts stay cheap. */
function fileClaims(facts: readonly MessageFacts[]): (commit: string) => Claim[] {
  const claims = new Map<string, Claim[]>();
  for (const { commit, reverts } of facts) {
    for (const oid of reverts) {
      const start = oid.slice(0, SHORTEST_ID);
      claims.set(start, [...(claims.get(start) ?? []), { by: commit, oid }]);
    }
  }
  return (commit) =>
    (claims.get(commit.slice(0, SHORTEST_ID)) ?? []).filter(({ oid }) => commit.startsWith(oid));
}

function judgeReverts(
  facts: readonly MessageFacts[],
  elsewhere: ReadonlySet<string>,
): (commit: string) => boolean {
  const find = fileClaims(facts);
  const judged = new Map<string, boolean>();
  const isReverted = (commit: string): boolean => {
    const known = judged.get(commit);
    if (known !== undefined) return known;
    // Abbreviated ids could be made to form a circle; a commit under judgement counts as standing.
    judged.set(commit, false);
    const counts = elsewhere.has(commit) ? () => true : (by: string) => !elsewhere.has(by);
    const verdict = find(commit).some(({ by }) => counts(by) && !isReverted(by));
    judged.set(commit, verdict);
    return verdict;
  };
  return isReverted;
}
