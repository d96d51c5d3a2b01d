import { isBlocking } from './own-block.ts';
import { quoteId } from './quote-id.ts';
import type { Reason } from './reason.ts';
import type { TaskStatus } from './task.ts';
import type { TaskFacts } from './world.ts';

/** Where a task stands because of its plan. */
export interface PlanHold {
  status: TaskStatus;
  reason: Reason;
}

/** A task because of which planex has set its plan to BLOCKED, and why it was stopped. */
export interface Blocker {
  id: string;
  reason: Reason;
}

/** The first such task of each artifact, by the path of that. */
export function findBlockers(tasks: readonly TaskFacts[]): ReadonlyMap<string, Blocker> {
  const blockers = new Map<string, Blocker>();
  for (const { task, breach, record } of tasks) {
    if (breach === undefined || !isBlocking(record?.breach) || blockers.has(task.artifactPath)) continue;
    blockers.set(task.artifactPath, { id: task.id, reason: breach });
  }
  return blockers;
}

/** What the Status of its plan says of a task, where that keeps it from running; `blocker` is the one of its plan. */
export function judgePlanStatus(
  { task, notAdmitted, unblocked }: TaskFacts,
  blocker?: Blocker,
): PlanHold | undefined {
  switch (task.planStatus) {
    case 'none':
    case 'approved':
    case 'in-progress':
      return undefined;
    case 'draft':
      // That a person has rejected it says more than that it is a draft.
      if (notAdmitted?.code === 'approval') return { status: 'waiting', reason: notAdmitted };
      return {
        status: 'waiting',
        reason: {
          code: 'draft',
          message: `the plan is a DRAFT${describeTrust(notAdmitted)}`,
          action: `planex approve ${quoteId(task.artifactPath)}, or set "Status: APPROVED" in it`,
        },
      };
    case 'blocked':
      if (unblocked === true) return undefined;
      if (blocker !== undefined) return { status: 'waiting', reason: describeBlocker(blocker) };
      return {
        status: 'waiting',
        reason: {
          code: 'clarification',
          message: 'the plan says BLOCKED',
          action: `settle what blocks it and set "Status: IN PROGRESS" in ${task.artifactPath}`,
        },
      };
    case 'complete':
      return {
        status: 'cancelled',
        reason: {
          code: 'cancelled',
          message: 'the plan says COMPLETE',
          action: `set "Status: IN PROGRESS" in ${task.artifactPath} for what was added`,
        },
      };
  }
}

function describeBlocker({ id, reason: { message, action } }: Blocker): Reason {
  return {
    code: 'clarification',
    message: `the plan says BLOCKED because of ${id}: ${message}`,
    ...(action === undefined ? {} : { action }),
  };
}

/** A draft that is not trusted is not refined either, and waits on after it is approved. */
function describeTrust(notAdmitted: Reason | null): string {
  if (notAdmitted?.code !== 'not-admitted') return '';
  const { message, action } = notAdmitted;
  return `, and ${message}${action === undefined ? '' : ` (${action})`}`;
}
