import { fail, type Result, succeed } from '../result.ts';

/** Where an issue can stand, in the order in which it usually goes. */
export const ISSUE_STATUSES = [
  'registered',
  'planning',
  'planned',
  'queued',
  'executing',
  'completed',
  'failed',
  'paused',
  /** Somebody says that it is over; the history does not show that planex did it. */
  'closed',
] as const;

export type IssueStatus = (typeof ISSUE_STATUSES)[number];

/** Words that stores hold besides, and what each of them means here. */
const OTHER_WORDS: ReadonlyMap<string, IssueStatus> = new Map([
  ['open', 'registered'],
  ['new', 'registered'],
  ['resolved', 'closed'],
  ['deferred', 'paused'],
]);

/** Every word that may stand as the status of an issue in a store. */
export const STATUS_WORDS: readonly string[] = [...ISSUE_STATUSES, ...OTHER_WORDS.keys()];

/** What a word in a store means; undefined for one that nobody uses. */
export function readStatusWord(word: string): IssueStatus | undefined {
  const folded = word.trim().toLowerCase();
  return ISSUE_STATUSES.find((status) => status === folded) ?? OTHER_WORDS.get(folded);
}

/** What bears on whether a person may give an issue another status. */
export interface StatusChange {
  /** As derived, which is never ahead of Git. */
  from: IssueStatus;
  /** The word that is to stand in the store. */
  word: string;
  hasSolution: boolean;
  /** Whether it has tasks in place. */
  hasTasks: boolean;
}

/*
 * What a person may say; everything else is told by runs and the history.
 *
 *     registered ◀──────────────▶ planned        planned needs a solution
 *         ▲  │                      │
 *         │  └──▶ paused ◀──────────┤            also from queued, executing and failed: what runs ends by itself
 *         │         │               │
 *         └─────────┴──▶ closed ◀───┘            not from executing
 *
 *     completed is a fact of the history: it can only be noted, and nothing leads out of it.
 */

/** The status that the word stands for, or why a person cannot give it to the issue now. */
export function judgeStatusChange({
  from,
  word,
  hasSolution,
  hasTasks,
}: StatusChange): Result<IssueStatus, string> {
  const to = readStatusWord(word);
  if (to === undefined) return fail(`there is no status "${word}": ${STATUS_WORDS.join(', ')}`);
  if (to === from) return succeed(to);
  if (from === 'completed') {
    return fail('all its tasks are done by the history; planex undo <task> takes one back');
  }
  switch (to) {
    case 'completed':
      return fail('it is completed when the history holds a commit for each of its tasks, and not before');
    case 'planning':
    case 'queued':
    case 'executing':
    case 'failed':
      return fail(`"${to}" is told by runs, not by hand; planex run <issue> has it carried out`);
    case 'planned':
      return hasSolution ? succeed(to) : fail('it has no solution yet; planex run <issue> has one planned');
    case 'registered':
      if (from === 'failed' && hasTasks) {
        return fail('one of its tasks failed; planex retry <task> puts that back into the queue');
      }
      return from === 'executing' ? fail('it is being carried out; pause it first') : succeed(to);
    case 'closed':
      return from === 'executing' ? fail('it is being carried out; pause it first') : succeed(to);
    case 'paused':
      return from === 'closed' ? fail('it is closed; reopen it with --status registered') : succeed(to);
  }
}
