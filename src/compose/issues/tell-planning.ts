import { describeIssue } from '../../issues/describe-issue.ts';
import type { Issue } from '../../issues/issue.ts';
import type { IssueView } from '../../issues/issue-view.ts';
import type { TaskView } from '../../daemon/look/status-view.ts';
import { describePlanning } from '../../planning/describe-planning.ts';
import { listClaimed } from '../../state/process-claims.ts';
import { locatePlanningClaims, readPlanning } from '../run/planning-store.ts';

/**
 * The view of an issue with what is known of its planning: what the planner asks, or how it failed. One that nobody plans
 * any more, since whoever did was killed, is registered, whatever the store says.
 */
export async function tellPlanning(
  view: IssueView<TaskView>,
  issue: Issue | undefined,
  records: string,
): Promise<IssueView<TaskView>> {
  if (issue === undefined || view.tasks.length > 0) return view;
  if (view.status !== 'planning' && view.status !== 'failed') return view;
  if (listClaimed(locatePlanningClaims(records)).includes(view.id)) return view;
  // Who runs the issue is told what is wrong with that file.
  const planning = await readPlanning(records, view.id).catch(() => undefined);
  const reason = planning?.request === describeIssue(issue) ? describePlanning(planning) : undefined;
  if (reason !== undefined) return { ...view, reason };
  return view.status === 'planning' ? { ...view, status: 'registered', stored: issue.status } : view;
}
