import type { Preview } from '../daemon/operations/operations.ts';

/** Says what `planex once` would do: what it would begin with, and how much comes after that. */
export function describePreview({
  wouldApprove = [],
  wouldEnd = [],
  wouldFollow = [],
  wouldStart = [],
  wouldTakeUp = [],
}: Partial<Omit<Preview, 'view'>>): string[] {
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
  return [
    count === 0
      ? 'nothing would be started'
      : `nothing would be started now, but ${count} more after what is under way`,
  ];
}

function describeTakeUp({ task, step, reason }: Preview['wouldTakeUp'][number]): string {
  if (step !== 'landing') return `would take up ${task} (${step})`;
  return reason === undefined
    ? `would land ${task}`
    : `would try again to land ${task}, which waited: ${reason.message}`;
}
