import { quoteId } from '../tasks/quote-id.ts';
import type { Reason } from '../tasks/reason.ts';
import { chooseSolution, type PlacedSolution } from './choose-solution.ts';
import { deriveIssueStatus, type IssueTask } from './derive-status.ts';
import type { Issue } from './issue.ts';
import type { QueueItemView } from './view-queue-item.ts';
import { type IssueStatus, readStatusWord } from './issue-status.ts';

/** A solution in place, with its tasks. */
export interface PlacedWork<T extends IssueTask> extends PlacedSolution {
  title: string;
  errors: readonly string[];
  tasks: readonly T[];
}

/** A solution that the store holds and that is not in place. */
export interface KeptWork {
  id?: string | undefined;
  title: string;
  tasks: number;
  isBound: boolean;
  errors: readonly string[];
}

/** One solution of an issue, as people choose among them. */
export interface SolutionView {
  /** From 1: what `--solution` takes. */
  number: number;
  id?: string;
  /** Where it lies, when it is carried out from there. */
  path?: string;
  title: string;
  tasks: number;
  /** True for the one that was chosen, or the only one there is. */
  chosen: boolean;
  errors: string[];
}

/** What `planex issues` shows of one issue. Other programs rely on these names. */
export interface IssueView<T extends IssueTask> {
  id: string;
  title: string;
  status: IssueStatus;
  /** The word in the store, where it says something else than `status`. */
  stored?: string;
  /** Why it does not go on by itself. */
  reason?: Reason;
  priority: number;
  tags: string[];
  solutions: SolutionView[];
  /** Of the solutions that count. */
  tasks: T[];
  /** True for one that the store has put aside as past. */
  past?: true;
  /** Its places in queues; absent where no queue names it. */
  queue?: QueueItemView[];
}

/** Puts together what is known of one issue; `issue` is undefined for one that only solutions name. */
export function viewIssue<T extends IssueTask>(
  id: string,
  issue: Issue | undefined,
  placed: readonly PlacedWork<T>[],
  kept: readonly KeptWork[],
): IssueView<T> {
  // What is in place is not listed again as one that the store keeps.
  const others = kept.filter(
    (one) => one.id === undefined || placed.every(({ solution }) => solution !== one.id),
  );
  const sound = placed.filter((one) => one.tasks.length > 0);
  const { counting, undecided } = chooseSolution(sound, issue?.boundSolution);
  // Where the chosen one is not in place, what is there says why it does not go on.
  const tasks = (counting.length > 0 ? counting : sound).flatMap((one) => one.tasks);
  const isOnly = placed.length + others.length === 1;
  const bound = issue?.boundSolution;
  const solutions: SolutionView[] = [
    ...placed.map((one) => ({
      ...(one.solution === undefined ? {} : { id: one.solution }),
      path: one.path,
      title: one.title,
      tasks: one.tasks.length,
      chosen: !undecided && counting.includes(one),
      errors: [...one.errors],
    })),
    ...others.map((one) => ({
      ...(one.id === undefined ? {} : { id: one.id }),
      title: one.title,
      tasks: one.tasks,
      chosen: counting.length === 0 && (isOnly || (bound === undefined ? one.isBound : bound === one.id)),
      errors: [...one.errors],
    })),
  ].map((one, index) => ({ number: index + 1, ...one }));
  const broken = sound.length > 0 ? undefined : placed.find(({ errors }) => errors.length > 0);
  const status = deriveIssueStatus({
    stored: issue?.status,
    tasks,
    hasSolution: solutions.length > 0,
    isBroken: broken !== undefined,
  });
  const reason =
    broken !== undefined && status === 'failed'
      ? describeBroken(broken)
      : findReason(id, status, tasks, solutions);
  const stored = issue?.status;
  return {
    id,
    title: issue?.title ?? solutions.find(({ chosen }) => chosen)?.title ?? solutions[0]?.title ?? id,
    status,
    ...(stored === undefined || readStatusWord(stored) === status ? {} : { stored }),
    ...(reason === undefined ? {} : { reason }),
    priority: issue?.priority ?? 3,
    tags: issue?.tags ?? [],
    solutions,
    tasks,
  };
}

function describeBroken({ path, errors }: PlacedWork<IssueTask>): Reason {
  return { code: 'internal', message: errors[0] ?? '', action: `mend it; planex lint ${quoteId(path)}` };
}

function findReason(
  id: string,
  status: IssueStatus,
  tasks: readonly IssueTask[],
  solutions: readonly SolutionView[],
): Reason | undefined {
  if (status === 'completed' || status === 'closed' || status === 'executing') return undefined;
  const open = tasks.filter((task) => task.status !== 'done' && task.reason !== undefined);
  // A task that is blocked only repeats why another one does not go on.
  const first =
    open.find(({ status: standing }) => standing !== 'blocked' && standing !== 'pending') ?? open[0];
  if (first?.reason !== undefined) return first.reason;
  if (tasks.length > 0 || solutions.length < 2 || solutions.some(({ chosen }) => chosen)) return undefined;
  return {
    code: 'choose-solution',
    message: `choose a solution: ${id} has ${solutions.length}`,
    action: `planex issues update ${quoteId(id)} --solution ${solutions.map(({ number }) => number).join('|')}`,
  };
}
