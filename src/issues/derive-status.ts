import type { Reason } from '../tasks/reason.ts';
import { hasFailed } from '../tasks/has-failed.ts';
import type { TaskStatus } from '../tasks/task.ts';
import { type IssueStatus, readStatusWord } from './issue-status.ts';

/** What is known of one task of an issue. */
export interface IssueTask {
  status: TaskStatus;
  reason?: Reason | undefined;
}

/** What an issue's status follows from. */
export interface IssueFacts {
  /** The word in the store; undefined for an issue that only a solution names. */
  stored: string | undefined;
  /** Tasks of the solutions in place, as `planex status` tells of them. */
  tasks: readonly IssueTask[];
  /** Whether any solution is known, also one that is not in place yet. */
  hasSolution: boolean;
  /** True when what is in place are only files with errors. */
  isBroken?: boolean;
}

/**
 * Where an issue stands. `completed` is said if and only if all its tasks are done by the history, whatever the store
 * holds; what somebody else completed is `closed`.
 */
export function deriveIssueStatus({ stored, tasks, hasSolution, isBroken = false }: IssueFacts): IssueStatus {
  if (tasks.length > 0 && tasks.every(({ status }) => status === 'done')) return 'completed';
  if (tasks.some(({ status }) => status === 'running' || status === 'landing')) return 'executing';
  const said = stored === undefined ? undefined : readStatusWord(stored);
  if (said === 'paused') return 'paused';
  if (said === 'closed' || (said === 'completed' && tasks.length === 0)) return 'closed';
  if (tasks.some(hasFailed)) return 'failed';
  if (tasks.length > 0) {
    const open = tasks.filter(({ status }) => status !== 'done');
    if (open.some(isHeldForPerson)) return 'planned';
    return open.length < tasks.length ? 'executing' : 'queued';
  }

  if (isBroken) return 'failed';
  if (said === 'planning' || said === 'failed') return said;
  return hasSolution ? 'planned' : 'registered';
}

/** Nothing of it is on its way before a person has said so. */
function isHeldForPerson({ reason }: IssueTask): boolean {
  return reason?.code === 'not-admitted' || reason?.code === 'choose-solution';
}
