import { OperatorError } from '../../errors.ts';
import { readPriority } from '../../issues/issue.ts';
import { judgeStatusChange, readStatusWord } from '../../issues/issue-status.ts';
import type { IssueView, SolutionView } from '../../issues/issue-view.ts';
import type { FieldChanges } from '../../issues/set-fields.ts';
import type { TaskView } from '../../daemon/look/status-view.ts';
import { reopenIssue } from '../../state/move-issue.ts';
import { quoteId } from '../../tasks/quote-id.ts';
import { openPlanex } from '../open-planex.ts';
import { withOperations } from '../with-operations.ts';
import { type IssuesView, viewIssues } from './view-issues.ts';

/** What a person says of an issue; what is absent stays as it is. */
export interface IssueUpdate {
  status?: string;
  title?: string;
  priority?: string;
  tags?: string[];
  /** Number of the solution that is to be carried out, as `planex issues show` counts. */
  solution?: number;
}

/** Changes what the store says of an issue. Throws `OperatorError` for what makes no sense, before anything is written. */
export async function updateIssue(
  cwd: string,
  id: string,
  update: IssueUpdate,
): Promise<IssueView<TaskView>> {
  const view = await viewIssues(cwd, id);
  const issue = findIssue(view, id);
  const changes: FieldChanges = {
    ...(update.title === undefined ? {} : { title: update.title }),
    ...(update.tags === undefined ? {} : { tags: update.tags }),
    ...(update.priority === undefined ? {} : { priority: requirePriority(update.priority) }),
    ...(update.status === undefined ? {} : { status: requireStatus(issue, update.status) }),
  };
  const solution = update.solution === undefined ? undefined : requireSolution(issue, update.solution);
  const { store } = view;
  const at = new Date().toISOString();
  const word = update.status === undefined ? undefined : readStatusWord(update.status);
  const opens = word !== undefined && word !== 'closed' && word !== 'completed';
  await registerIfNew(view, issue, { at, opens });
  if (solution !== undefined && solution.path === undefined) await bindKept(view, issue, solution, at);
  const bound = solution === undefined ? {} : { bound_solution_id: nameSolution(issue, solution) };
  await store.change(id, () => ({ ...changes, ...bound, updated_at: at }));
  await nudgeDaemon(cwd);
  return findIssue(await viewIssues(cwd, id), id);
}

/** The view of one issue. Throws `OperatorError` for an id that nobody knows. */
export function findIssue({ issues, folder }: IssuesView, id: string): IssueView<TaskView> {
  const found = issues.find((issue) => issue.id === id);
  if (found !== undefined) return found;
  throw new OperatorError(`there is no issue ${id}`, { where: folder, todo: 'planex issues lists them' });
}

function requirePriority(word: string): number {
  const level = readPriority(word);
  if (level !== undefined) return level;
  throw new OperatorError(`"${word}" is no priority`, {
    todo: 'a number from 1 to 5, or a word such as high',
  });
}

function requireStatus(issue: IssueView<TaskView>, word: string): string {
  const judged = judgeStatusChange({
    from: issue.status,
    word,
    hasSolution: issue.solutions.length > 0,
    hasTasks: issue.tasks.length > 0,
  });
  if (judged.ok) return word.trim().toLowerCase();
  throw new OperatorError(`${issue.id} is ${issue.status}: ${judged.failure}`);
}

function requireSolution({ id, solutions }: IssueView<TaskView>, number: number): SolutionView {
  const found = solutions.find((one) => one.number === number);
  if (found !== undefined) return found;
  const known = solutions.map((one) => one.number).join(', ');
  throw new OperatorError(`${id} has no solution ${number}`, {
    todo: known === '' ? `planex run ${quoteId(id)} has one planned` : `it has: ${known}`,
  });
}

/** By its own id, or by its path where others have that id as well. */
function nameSolution({ solutions }: IssueView<TaskView>, solution: SolutionView): string {
  const { id, path } = solution;
  const isUnique = id !== undefined && solutions.filter((one) => one.id === id).length === 1;
  const name = isUnique ? id : path;
  if (name !== undefined) return name;
  throw new OperatorError(`solution ${solution.number} has no id of its own, so it cannot be chosen`, {
    todo: 'give it an "id"',
  });
}

async function bindKept(
  { store }: IssuesView,
  issue: IssueView<TaskView>,
  solution: SolutionView,
  at: string,
): Promise<void> {
  const name = nameSolution(issue, solution);
  const { solutions } = await store.readSolutions(issue.id);
  const kept = solutions.find((one) => one.id === name);
  if (kept !== undefined) await store.bindSolution(issue.id, kept, at);
}

/** An issue that only its solution names gets a line of its own; one that is past and opened again, the one that it had. */
async function registerIfNew(
  { store }: IssuesView,
  { id, title, past }: IssueView<TaskView>,
  { at, opens }: { at: string; opens: boolean },
): Promise<void> {
  if (past === true) {
    if (opens) await reopenIssue(store.files, id, at);
    return;
  }
  const json = JSON.stringify({ id, title, status: 'registered', created_at: at });
  // Somebody else may add it in this instant.
  await store.add(({ present, past: ended }) => (present.has(id) || ended.has(id) ? [] : [{ id, json }]));
}

/** Where the system gives no file events a daemon would be late to see it. */
async function nudgeDaemon(cwd: string): Promise<void> {
  const planex = await openPlanex(cwd);
  if (planex.readHolder() === undefined) return;
  await withOperations(cwd, 'read', (operations) => operations.nudge());
}
