import { withOperations } from '../compose/with-operations.ts';
import type { StatusView, TaskView } from '../daemon/status-view.ts';
import type { TaskStatus } from '../tasks/task.ts';
import type { Command } from './command.ts';
import { paint, printJson, type Terminal } from './terminal.ts';

export const status: Command = {
  options: [{ flags: '--json', description: 'print the whole status as JSON' }],
  details:
    'With the daemon down the answer is computed from Git, the files and the records. Nothing is changed either way.',
  examples: ['planex status', 'planex status --json'],
  async run({ cwd, options, io }) {
    const view = await withOperations(cwd, 'read', (operations) => operations.status());
    if (options.json === true) printJson(io, view);
    else printStatus(io, view);
    return 0;
  },
};

const COLOURS: Record<TaskStatus, Parameters<typeof paint>[0]> = {
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
      ? `planex ${daemon.version} is running (pid ${daemon.pid}, since ${daemon.since})`
      : `planex is not running here (planex start starts it)`,
  );
  if (view.paused) io.out(paint('yellow', 'paused: nothing new is dispatched (planex unpause)'));
  if (view.artifacts.length === 0) io.out('no plans or solutions found');
  for (const artifact of view.artifacts) {
    io.out('');
    io.out(paint('bold', artifact.path));
    for (const { severity, message, line, column } of artifact.diagnostics) {
      const place = line === undefined ? '' : `${line}:${column ?? 1} `;
      io.out(`  ${paint(severity === 'error' ? 'red' : 'yellow', severity)} ${place}${message}`);
    }
    for (const task of view.tasks.filter((one) => one.artifact === artifact.path)) printTask(io, task);
  }
}

function printTask(io: Terminal, task: TaskView): void {
  const key = task.id.slice(task.id.lastIndexOf('#'));
  const commit = task.commit === undefined ? '' : ` ${task.commit.slice(0, 10)}`;
  io.out(
    `  ${paint(COLOURS[task.status], task.status.padEnd(9))} ${key} ${task.title}${paint('gray', commit)}`,
  );
  if (task.reason === undefined) return;
  const until = task.reason.until === undefined ? '' : ` until ${task.reason.until}`;
  io.out(`            ${task.reason.code}: ${task.reason.message}${until}`);
  if (task.reason.action !== undefined) io.out(`            → ${task.reason.action}`);
}
