import { quoteId } from '../tasks/quote-id.ts';
import type { Reason } from '../tasks/reason.ts';
import { chooseSolution, type PlacedSolution } from './choose-solution.ts';
import type { Issue } from './issue.ts';
import { readStatusWord } from './issue-status.ts';

/** A solution in place, and what the history says of its tasks. */
export interface HeldSolution extends PlacedSolution {
  /** Whether planex has landed anything under the ids of its tasks, with whatever meaning. */
  hasLandings: boolean;
}

/** What the store says of an issue. */
export type Known = Issue | 'unreadable' | undefined;

/** Why the tasks of one solution of an issue may not begin, or undefined. */
export function findIssueHold(
  id: string,
  issue: Known,
  placed: readonly HeldSolution[],
  path: string,
): Reason | undefined {
  if (issue === 'unreadable') {
    return {
      code: 'internal',
      message: `the issues cannot all be read, and ${id} may be put off in there`,
      action: 'planex issues says which line is wrong; mend it',
    };
  }
  return (issue && holdByStatus(issue, placed)) ?? holdByChoice(id, issue, placed, path);
}

function holdByStatus(issue: Issue, placed: readonly HeldSolution[]): Reason | undefined {
  const action = `planex issues update ${quoteId(issue.id)} --status registered`;
  switch (readStatusWord(issue.status)) {
    case 'paused':
      return { code: 'paused', message: `${issue.id} is ${issue.status} among the issues`, action };
    case 'closed':
      return { code: 'paused', message: `${issue.id} is ${issue.status} among the issues`, action };
    case 'completed':
      // What planex itself completed and somebody changed since is new work, as everywhere.
      if (placed.some(({ hasLandings }) => hasLandings)) return undefined;
      return {
        code: 'paused',
        message: `${issue.id} is completed among the issues, but the history holds none of its tasks`,
        action,
      };
    default:
      return undefined;
  }
}

function holdByChoice(
  id: string,
  issue: Issue | undefined,
  placed: readonly HeldSolution[],
  path: string,
): Reason | undefined {
  const { counting, undecided } = chooseSolution(placed, issue?.boundSolution);
  const numbers = placed.map((_, index) => index + 1).join('|');
  const action = `planex issues show ${quoteId(id)}; planex issues update ${quoteId(id)} --solution ${numbers}`;
  if (undecided) {
    const names = placed.map(({ path: name, isDone }) => (isDone ? `${name} (done)` : name)).join(', ');
    return {
      code: 'choose-solution',
      message: `choose a solution: ${id} has ${placed.length}: ${names}`,
      action,
    };
  }
  if (placed.length === 0 || counting.some((one) => one.path === path)) return undefined;
  const [chosen] = counting;
  const other = chosen?.path ?? `${issue?.boundSolution}, which is not in place or cannot be read`;
  return { code: 'choose-solution', message: `another solution of ${id} was chosen: ${other}`, action };
}
