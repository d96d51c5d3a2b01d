import type { ImportReport } from '../compose/issues/import-issues.ts';
import type { TaskView } from '../daemon/look/status-view.ts';
import { type IssueStatus, readStatusWord } from '../issues/issue-status.ts';
import type { IssueView, SolutionView } from '../issues/issue-view.ts';
import type { Reason } from '../tasks/reason.ts';
import { paint, type Terminal } from './terminal.ts';
import { listWays } from './ways.ts';
import { keyOfTask } from '../tasks/task-id.ts';

const COLOURS: Record<IssueStatus, 'gray' | 'yellow' | 'blue' | 'green' | 'red'> = {
  registered: 'gray',
  planning: 'blue',
  planned: 'gray',
  queued: 'gray',
  executing: 'blue',
  completed: 'green',
  failed: 'red',
  paused: 'yellow',
  closed: 'gray',
};

/** Prints every issue on a line, why it does not go on, and what is wrong with the store. */
export function printIssues(
  io: Terminal,
  issues: readonly IssueView<TaskView>[],
  problems: readonly string[],
): void {
  if (issues.length === 0) io.out('no issues found');
  const width = Math.max(0, ...issues.map(({ id }) => id.length));
  for (const issue of issues) {
    const done = issue.tasks.filter(({ status }) => status === 'done').length;
    const progress = issue.tasks.length === 0 ? '' : ` (${done} of ${issue.tasks.length})`;
    io.out(
      issue.id.padEnd(width),
      ' ',
      paint(COLOURS[issue.status], issue.status.padEnd(10)),
      ` ${issue.title}`,
      paint('gray', `${progress}${describeStored(issue)}${describeQueue(issue)}`),
    );
    printReason(io, issue.reason, ' '.repeat(width + 1));
  }
  for (const line of problems) io.out(paint('red', line));
}

/** Prints all that is known of one issue. */
export function printIssue(io: Terminal, issue: IssueView<TaskView>): void {
  io.out(paint('bold', issue.id), `: ${issue.title}`);
  io.out('  status    ', paint(COLOURS[issue.status], issue.status), describeStored(issue));
  printReason(io, issue.reason, ' '.repeat(12));
  io.out(`  priority  ${issue.priority}`);
  if (issue.tags.length > 0) io.out(`  tags      ${issue.tags.join(', ')}`);
  for (const { id, item, status, stored, group, after } of issue.queue ?? []) {
    const parts = [
      stored === undefined ? undefined : `the queue says ${stored}`,
      group === undefined ? undefined : `group ${group}`,
      after.length === 0 ? undefined : `after ${after.join(', ')}`,
    ].filter((part) => part !== undefined);
    io.out(
      `  queue     ${id} ${item} ${status}`,
      paint('gray', parts.length === 0 ? '' : ` (${parts.join('; ')})`),
    );
  }
  if (issue.solutions.length === 0) io.out('  solution  none yet');
  for (const solution of issue.solutions) printSolution(io, solution);
  for (const task of issue.tasks) {
    const key = keyOfTask(task.id);
    const commit = task.commit === undefined ? '' : ` ${task.commit.slice(0, 10)}`;
    io.out(`  task      ${key} ${task.status}: ${task.title}`, paint('gray', commit));
  }
}

/** Prints what an import took, or would take. */
export function printImport(io: Terminal, report: ImportReport, isDry: boolean): void {
  const verb = isDry ? 'would add' : 'added';
  for (const id of report.issues) io.out(`${verb} ${id}`);
  for (const { issue, solutions } of report.solutions) {
    io.out(`${verb} ${solutions === 1 ? 'a solution' : `${solutions} solutions`} of ${issue}`);
  }
  for (const id of report.already) io.out(`${id} is there already and stays as it is`);
  for (const line of report.problems) io.out(paint('red', line));
  const count = report.problems.length;
  if (count > 0) io.out(paint('red', `${count} ${count === 1 ? 'problem' : 'problems'}`));
  if (!isDry && report.solutions.length > 0) {
    io.out(`nothing of it runs yet: planex run <issue> has one carried out`);
  }
}

function printSolution(io: Terminal, solution: SolutionView): void {
  const { number, id, path, title, tasks, chosen, errors } = solution;
  const names = [path ?? 'kept, not carried out', id].filter((one) => one !== undefined).join(', ');
  const count = `${tasks} ${tasks === 1 ? 'task' : 'tasks'}`;
  io.out(`  solution  ${number}. ${title}`, paint('gray', ` (${count}; ${names})`), chosen ? ' chosen' : '');
  for (const line of errors) io.out('            ', paint('red', line));
}

function printReason(io: Terminal, reason: Reason | undefined, indent: string): void {
  if (reason === undefined) return;
  const until = reason.until === undefined ? '' : ` until ${reason.until}`;
  io.out(`${indent}${reason.code}: ${reason.message}${until}`);
  for (const way of listWays(reason)) io.out(`${indent}→ ${way}`);
}

function describeQueue({ queue }: IssueView<TaskView>): string {
  return (queue ?? []).map(({ id, item, status }) => ` (${id} ${item}: ${status})`).join('');
}

/** Words of work that goes on are only behind what has happened since. */
const BEHIND: ReadonlySet<IssueStatus | undefined> = new Set([
  'registered',
  'planning',
  'planned',
  'queued',
  'executing',
]);

/** The word that a person or another program has noted, where it says otherwise. */
function describeStored({ stored }: IssueView<TaskView>): string {
  return stored === undefined || BEHIND.has(readStatusWord(stored)) ? '' : ` (noted as ${stored})`;
}
