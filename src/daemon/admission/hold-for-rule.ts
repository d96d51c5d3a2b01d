import { type ApprovalRule, describeRule, nameRule } from '../../tasks/approval-rule.ts';
import { quoteId } from '../../tasks/quote-id.ts';
import type { Reason } from '../../tasks/reason.ts';
import type { Task } from '../../tasks/task.ts';
import type { TaskRecord } from '../../tasks/task-record.ts';
import { coversBackend } from '../../tolerances/find-approval-rule.ts';

/** Why a task of a plan that a rule has approved waits for a person: it goes to a backend that the rule does not name. */
export function holdForRule(
  task: Task,
  backend: string,
  rule: ApprovalRule | undefined,
  record: TaskRecord | undefined,
): Reason | null {
  // Another backend that a person has allowed, then or in the settings, is nothing that a rule has let go.
  const isAllowed = record?.fallback?.digest === task.digest;
  if (rule === undefined || isAllowed || coversBackend(rule, backend)) return null;
  return {
    code: 'approval',
    message: `it goes to ${backend || 'nobody'} now, and the plan was approved by ${nameRule(rule)} (${describeRule(rule)})`,
    action: `planex approve ${quoteId(task.artifactPath)}`,
  };
}
