import type { TaskView } from '../daemon/look/status-view.ts';
import type { Preview } from '../daemon/operations/operations.ts';
import { listWays } from './ways.ts';

/**
 * Says what `planex once` would do: what it would begin with, and how much comes after that; where it is nothing, for which of
 * the tasks that are `held`.
 */
export function describePreview(
  {
    wouldApprove = [],
    wouldEnd = [],
    wouldFollow = [],
    wouldStart = [],
    wouldTakeUp = [],
  }: Partial<Omit<Preview, 'view'>>,
  held: readonly TaskView[],
): string[] {
  const begun = [...wouldTakeUp.map(describeTakeUp), ...wouldStart.map((task) => `would start ${task}`)];
  const lines = [
    ...wouldEnd.map(({ task, reason }) => `would end the run of ${task}: ${reason.message}`),
    ...wouldApprove.map(
      ({ path, rule }) => `would approve ${path} by the rule "${rule}" of approval.auto, and go on with it`,
    ),
    ...begun,
  ];
  const count = wouldFollow.length;
  if (begun.length > 0 && count > 0) lines.push(`and then ${count} more`);
  if (lines.length > 0) return lines;
  if (count > 0) return [`nothing would be started now, but ${count} more after what is under way`];
  return ['nothing would be started', ...listCauses(held).flatMap(describeHeld)];
}

/** What is blocked only repeats why another one does not go on, where that is among them: it names that. */
function listCauses(held: readonly TaskView[]): readonly TaskView[] {
  const causes = held.filter(({ status }) => status !== 'blocked');
  return held.filter(
    ({ status, reason }) => status !== 'blocked' || !causes.some(({ id }) => reason?.message.includes(id)),
  );
}

function describeHeld({ id, status, reason }: TaskView): string[] {
  if (reason === undefined) return [];
  return [`  ${id} is ${status}: ${reason.message}`, ...listWays(reason).map((way) => `    → ${way}`)];
}

function describeTakeUp({ task, step, reason }: Preview['wouldTakeUp'][number]): string {
  if (step !== 'landing') return `would take up ${task} (${step})`;
  return reason === undefined
    ? `would land ${task}`
    : `would try again to land ${task}, which waited: ${reason.message}`;
}
