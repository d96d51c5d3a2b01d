import { readStatusWord } from '../../issues/issue-status.ts';
import type { Queue, QueueItem } from '../../issues/queue.ts';
import { findAncestors } from '../../tasks/independence.ts';
import { quoteId } from '../../tasks/quote-id.ts';
import type { Reason } from '../../tasks/reason.ts';
import type { TaskFacts } from '../../tasks/world.ts';
import type { KnownIssues } from '../../issues/known-issues.ts';

/** Has the tasks of issues come one after the other as the queues at work say; what is not in place yet holds those after it. */
export function orderIssues(facts: readonly TaskFacts[], known: KnownIssues): TaskFacts[] {
  const { unreadableQueue } = known;
  if (unreadableQueue !== undefined) return facts.map((one) => holdUnknown(one, unreadableQueue));
  const active = known.queues.filter(({ isActive }) => isActive);
  if (active.every(({ items }) => items.every(({ after }) => after.length === 0))) return [...facts];
  const holds = new Map<string, Reason>();
  const after = new Map(facts.map(({ task }) => [task.id, [...task.after]]));
  for (const queue of active) {
    for (const item of queue.items) {
      const own = findTasks(item, facts);
      for (const before of listBefore(queue, item)) {
        const first = findTasks(before, facts);
        const hold = first.length > 0 ? undefined : holdForMissing(queue, before, known);
        for (const { task } of own) {
          if (hold !== undefined) holds.set(task.id, hold);
          for (const { task: earlier } of first) putAfter(after, task.id, earlier.id);
        }
      }
    }
  }
  return facts.map((one) => {
    const { id } = one.task;
    const issueHold = one.issueHold ?? holds.get(id);
    return {
      ...one,
      ...(issueHold === undefined ? {} : { issueHold }),
      task: { ...one.task, after: after.get(id) ?? one.task.after },
    };
  });
}

/** Within an issue its solution says what comes first. */
function listBefore({ items }: Queue, { after, issue }: QueueItem): QueueItem[] {
  return items.filter((one) => after.includes(one.id) && one.issue !== issue);
}

/** Of several solutions those that are not chosen count only where none is. */
function findTasks({ issue, task: key }: QueueItem, facts: readonly TaskFacts[]): TaskFacts[] {
  const own = facts.filter(
    ({ task }) =>
      task.artifactKind === 'solution' && task.label === issue && (key === undefined || task.key === key),
  );
  const chosen = own.filter(({ issueHold }) => issueHold?.code !== 'choose-solution');
  return chosen.length > 0 ? chosen : own;
}

/** Two queues may contradict each other: then what was said first counts. */
function putAfter(after: Map<string, string[]>, id: string, earlier: string): void {
  const list = after.get(id) ?? [];
  if (list.includes(earlier) || findAncestors(earlier, after).has(id)) return;
  after.set(id, [...list, earlier]);
}

function holdForMissing(queue: Queue, before: QueueItem, { issues }: KnownIssues): Reason | undefined {
  const issue = issues.get(before.issue);
  const word = issue === undefined ? undefined : readStatusWord(issue.status);
  if (before.status === 'completed' || word === 'completed' || word === 'closed') return undefined;
  return {
    code: 'blocked-by',
    message: `${before.issue} comes before it in ${queue.id}, and has no solution in place`,
    action: `planex run ${quoteId(before.issue)}`,
  };
}

function holdUnknown(facts: TaskFacts, path: string): TaskFacts {
  if (facts.task.artifactKind !== 'solution' || facts.issueHold !== undefined) return facts;
  const issueHold: Reason = {
    code: 'internal',
    message: `${path} cannot be read, and may say what comes before ${facts.task.label}`,
    action: 'planex issues says what is wrong with it; mend it',
  };
  return { ...facts, issueHold };
}
