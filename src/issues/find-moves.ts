import { chooseSolution } from './choose-solution.ts';
import type { HeldSolution } from './hold-issue.ts';
import { readStatusWord } from './issue-status.ts';
import type { KnownIssues } from './known-issues.ts';
import { isMovedCopy } from './past-lines.ts';

/** Issues that stand on the wrong side of present and past. */
export interface IssueMoves {
  /** All their tasks are done by the history. */
  ended: string[];
  /** They are called completed, and a task that planex has landed for them is not done any more. */
  reopened: string[];
}

/** Compares where issues stand in the store with the history; `solutions` are those in place, by issue. */
export function findMoves(
  { issues, past, present }: Pick<KnownIssues, 'issues' | 'past' | 'present'>,
  solutions: ReadonlyMap<string, readonly HeldSolution[]>,
): IssueMoves {
  const moves: IssueMoves = { ended: [], reopened: [] };
  for (const [id, placed] of solutions) {
    const issue = issues.get(id);
    const { counting } = chooseSolution(placed, issue?.boundSolution);
    const isDone = counting.length > 0 && counting.every((one) => one.isDone);
    const isClosed = issue !== undefined && readStatusWord(issue.status) === 'closed';
    // What a person has closed keeps their word for it.
    if (isDone && present.has(id) && !isClosed) moves.ended.push(id);
    const ended = past.get(id);
    if (isDone || issue === undefined || ended === undefined) continue;
    const isOver = readStatusWord(ended.status) === 'completed';
    const isAlone = !present.has(id) || isMovedCopy(ended, issue);
    // What another program has completed is not planex's to take back.
    if (isOver && isAlone && counting.some((one) => one.hasLandings)) moves.reopened.push(id);
  }
  return moves;
}
