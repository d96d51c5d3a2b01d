import { formatDiagnostic } from '../../artifacts/diagnostic.ts';
import type { StatusView, TaskView } from '../../daemon/look/status-view.ts';
import { hasFailed } from '../../tasks/has-failed.ts';
import { reportReason } from '../../tasks/report-reason.ts';

/** Where one plan or solution stands as a whole. */
export type WorkState =
  /** It goes on by itself. */
  | { kind: 'open' }
  /** Where one task was asked for, `held` is what keeps the rest of its file back. */
  | { kind: 'done'; held?: { message: string; action?: string | undefined } }
  /** `code` is the word of a report line, such as `tests_failing`. */
  | { kind: 'failed'; code: string; message: string; action?: string | undefined; task?: string }
  /** A person has to do something; `code` is the reason's. */
  | { kind: 'waiting'; code: string; message: string; action?: string | undefined }
  /** There is no such file among those that planex reads. */
  | { kind: 'missing' };

/** The one task of an artifact that a person wants done. */
export interface Asked {
  task: string;
  /** Others that stood still by themselves when it was asked for, and are not meant. */
  aside: ReadonlySet<string>;
}

const NONE: ReadonlySet<string> = new Set();

/**
 * Says where an artifact stands, or the task of it that was asked for with what comes after: as long as anything of it goes on by
 * itself, it is open. `passing` are tasks whose hold may pass.
 */
export function judgeWork(
  view: StatusView,
  path: string,
  { passing = NONE, asked }: { passing?: ReadonlySet<string>; asked?: Asked | undefined } = {},
): WorkState {
  const artifact = view.artifacts.find((one) => one.path === path);
  if (artifact === undefined) return { kind: 'missing' };
  const errors = artifact.diagnostics.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) {
    const message = errors.map((one) => formatDiagnostic(path, { rule: '', ...one })).join('\n');
    return { kind: 'failed', code: 'solution_invalid', message };
  }
  const tasks = view.tasks.filter((task) => task.artifact === path);
  if (tasks.length === 0) {
    return { kind: 'failed', code: 'solution_invalid', message: `${path} has no tasks` };
  }
  if (tasks.some((task) => goesOn(task) || passing.has(task.id))) return { kind: 'open' };
  return asked === undefined ? judgeStill(tasks) : judgeAsked(tasks, asked);
}

function judgeAsked(tasks: readonly TaskView[], { task, aside }: Asked): WorkState {
  const all = judgeStill(tasks);
  const own = tasks.find(({ id }) => id === task);
  if (own === undefined || all.kind === 'done') return all;
  if (own.status !== 'done') return judgeStill([own]);
  // What is blocked says nothing that is not said of what blocks it, and that may be none of these.
  const behind = judgeStill(tasks.filter(({ id, status }) => status !== 'blocked' && !aside.has(id)));
  if (behind.kind !== 'done') return behind;
  return { kind: 'done', held: { message: all.message, action: all.action } };
}

type Still = Extract<WorkState, { kind: 'done' | 'failed' | 'waiting' }>;

/** Of tasks that all stand still: a pause comes first, since what it holds goes on once it ends. */
function judgeStill(tasks: readonly TaskView[]): Still {
  const paused = tasks.find(({ reason }) => reason?.code === 'paused');
  if (paused !== undefined) return { kind: 'waiting', code: 'paused', ...describe(paused) };
  const failed = tasks.find(hasFailed);
  if (failed !== undefined) {
    const code = reportReason(failed.reason?.code ?? 'internal', failed.reason?.backend ?? failed.backend);
    return { kind: 'failed', code, task: failed.id, ...describe(failed) };
  }
  const waiting = tasks.find(({ status }) => status === 'waiting' || status === 'blocked');
  if (waiting === undefined) return { kind: 'done' };
  return { kind: 'waiting', code: waiting.reason?.code ?? '', ...describe(waiting) };
}

/** Whether planex does something about a task sooner or later without anybody's help. */
export function goesOn({ status, reason }: TaskView): boolean {
  if (status === 'pending' || status === 'running' || status === 'landing') return true;
  if (status !== 'waiting' && status !== 'blocked') return false;
  return reason?.until !== undefined || reason?.code === 'commit-in-progress';
}

function describe({ id, status, reason }: TaskView): { message: string; action?: string | undefined } {
  const message = `${id} is ${status}${reason === undefined ? '' : `: ${reason.message}`}`;
  return reason?.action === undefined ? { message } : { message, action: reason.action };
}
