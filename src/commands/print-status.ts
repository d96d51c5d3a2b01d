import type { RefinementView } from '../daemon/look/drafts.ts';
import type { StatusView, TaskView } from '../daemon/look/status-view.ts';
import { TASK_STATUSES, type TaskStatus } from '../tasks/task.ts';
import { paint, type Painted, type Terminal } from './terminal.ts';
import { listWays } from './ways.ts';
import { keyOfTask } from '../tasks/task-id.ts';

const STATUS_WIDTH = 9;
const REASON_INDENT = ' '.repeat(STATUS_WIDTH + 3);
const MOST_LETTERS = 100;

const COLOURS: Record<TaskStatus, Painted['style']> = {
  pending: 'cyan',
  waiting: 'yellow',
  running: 'blue',
  landing: 'blue',
  done: 'green',
  failed: 'red',
  blocked: 'magenta',
  cancelled: 'gray',
};

/** Prints a status for a person: the daemon, what is wrong with artifacts, then each task under its artifact. */
export function printStatus(io: Terminal, view: StatusView): void {
  const { daemon } = view;
  io.out(
    daemon.running
      ? `planex ${daemon.version} is running in ${daemon.home} (pid ${daemon.pid}, since ${daemon.since})`
      : `planex is not running here (planex start starts it)`,
  );
  if (view.paused) io.out(paint('yellow', 'paused: nothing new is dispatched (planex unpause)'));
  for (const line of view.settingsErrors ?? []) io.out(paint('red', line));
  for (const { kind, message } of view.troubles ?? []) {
    io.out(paint(kind === 'storage' ? 'red' : 'yellow', kind), `: ${message}`);
  }
  if (view.artifacts.length === 0) io.out('no plans or solutions found');
  const tasks = new Map<string, TaskView[]>(view.artifacts.map(({ path }) => [path, []]));
  for (const task of view.tasks) tasks.get(task.artifact)?.push(task);
  for (const artifact of view.artifacts) {
    io.out('');
    io.out(paint('bold', artifact.path));
    for (const { severity, message, line, column } of artifact.diagnostics) {
      const place = line === undefined ? '' : `${line}:${column ?? 1} `;
      io.out('  ', paint(severity === 'error' ? 'red' : 'yellow', severity), ` ${place}${message}`);
    }
    if (artifact.approvedBy !== undefined) io.out(paint('gray', `  approved by ${artifact.approvedBy}`));
    printTasks(io, tasks.get(artifact.path) ?? []);
    const refinement = view.refinements?.find(({ plan }) => plan === artifact.path);
    if (refinement !== undefined) printRefinement(io, refinement);
  }
  const counts = countStatuses(view.tasks);
  if (counts !== '') io.out('');
  if (counts !== '') io.out(counts);
}

function printTasks(io: Terminal, tasks: readonly TaskView[]): void {
  const keys = tasks.map((task) => `#${keyOfTask(task.id)}`);
  const width = Math.max(...keys.map((key) => key.length));
  for (const [index, task] of tasks.entries()) {
    const key = (keys[index] ?? '').padEnd(width);
    const commit = task.commit === undefined ? '' : ` ${task.commit.slice(0, 10)}`;
    const unjudged = task.tests?.startsWith('tests: skipped') === true ? ` ${task.tests}` : '';
    io.out(
      '  ',
      paint(COLOURS[task.status], task.status.padEnd(STATUS_WIDTH)),
      ` ${key} ${shorten(task.title)}`,
      paint('gray', `${commit}${unjudged}`),
    );
    printProgress(io, task.progress);
    printReason(io, task.reason);
  }
}

function printRefinement(io: Terminal, refinement: RefinementView): void {
  const { status, step, round, active, findings, worst, worstSoFar, reason, until } = refinement;
  const found = Object.entries(findings).flatMap(([severity, count]) =>
    count === 0 ? [] : [`${count} ${severity}`],
  );
  const stage = active ? `active, ${step ?? status}` : status;
  const parts = [
    stage,
    `round ${round}`,
    found.length === 0 ? 'nothing found' : found.join(', '),
    `worst ${worst}, so far ${worstSoFar}`,
  ];
  io.out('  ', paint(active ? 'blue' : 'gray', 'refine'), `    ${parts.join(' · ')}`);
  if (reason !== undefined)
    io.out(`${REASON_INDENT}${reason}${until === undefined ? '' : ` until ${until}`}`);
}

function printProgress(io: Terminal, progress: TaskView['progress']): void {
  if (progress === undefined) return;
  const seconds = Math.max(0, Math.round((Date.now() - Date.parse(progress.startedAt)) / 1000));
  const tokens = progress.tokens === undefined ? '' : ` · ${progress.tokens} tokens`;
  io.out(REASON_INDENT, paint('gray', `${seconds} s${tokens} · `), progress.message);
}

function printReason(io: Terminal, reason: TaskView['reason']): void {
  if (reason === undefined) return;
  const until = reason.until === undefined ? '' : ` until ${reason.until}`;
  io.out(`${REASON_INDENT}${reason.code}: ${reason.message}${until}`);
  for (const way of listWays(reason)) io.out(`${REASON_INDENT}→ ${way}`);
}

/** A title on a line of its own length; `--json` has the whole of it. */
function shorten(title: string): string {
  const letters = Array.from(title);
  return letters.length <= MOST_LETTERS ? title : `${letters.slice(0, MOST_LETTERS - 1).join('')}…`;
}

function countStatuses(tasks: readonly TaskView[]): string {
  const counts = TASK_STATUSES.map((name) => ({
    name,
    count: tasks.filter((task) => task.status === name).length,
  }));
  return counts
    .filter(({ count }) => count > 0)
    .map(({ name, count }) => `${count} ${name}`)
    .join(' · ');
}
