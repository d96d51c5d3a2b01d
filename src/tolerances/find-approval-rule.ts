import type { ApprovalRule } from '../tasks/approval-rule.ts';
import { splitBackends } from '../tasks/backend-limit.ts';
import type { Task } from '../tasks/task.ts';
import { matchesPath } from './match-path.ts';

/** A draft as far as rules go: its tasks, each with the backend that it goes to now. */
export interface RuledPlan {
  path: string;
  tasks: readonly { files: Task['files']; backend: string }[];
}

/** The first rule that approves a draft; undefined when a person is to be asked. */
export function findApprovalRule(rules: readonly ApprovalRule[], plan: RuledPlan): ApprovalRule | undefined {
  // A plan without tasks says nothing yet that could be approved.
  return plan.tasks.length === 0 ? undefined : rules.find((rule) => isCovered(rule, plan));
}

/** Whether a rule lets work go to a backend; of two side by side, both have to be named. */
export function coversBackend({ backends }: Pick<ApprovalRule, 'backends'>, backend: string): boolean {
  return backends === undefined || splitBackends(backend).every((one) => backends.includes(one));
}

function isCovered(rule: ApprovalRule, { path, tasks }: RuledPlan): boolean {
  const { plans, paths, files } = rule;
  if (plans !== undefined && !plans.some((pattern) => matchesPath(pattern, path))) return false;
  if (!tasks.every(({ backend }) => coversBackend(rule, backend))) return false;
  const declared = [...new Set(tasks.flatMap((task) => task.files.map((file) => file.path)))];
  if (files !== undefined && declared.length > files) return false;
  if (paths === undefined) return true;
  const within = (one: string): boolean => paths.some((pattern) => matchesPath(pattern, one));
  return tasks.every((task) => task.files.length > 0) && declared.every(within);
}
