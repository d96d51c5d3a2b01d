import type { TaskStatus } from '../tasks/task.ts';

/** What is known of a task of a report. What is not known any more is absent. */
export interface ReportedTask {
  key: string;
  title: string;
  /** Who did it; absent for a task that a person ticked off. */
  backend?: string | undefined;
  model?: string | undefined;
  /** What judged it: `tests: passed (npm test)`. */
  tests?: string | undefined;
  /** What was to verify it and was run by nobody, since it is no command. */
  notRun?: readonly string[] | undefined;
  commit?: string | undefined;
  durationMs?: number | undefined;
  /** Undefined where a call did not tell. */
  tokens?: number | undefined;
  files?: readonly string[] | undefined;
  /** Where it stands, for one that is not done. */
  open?: OpenTask | undefined;
}

/** Why a task is not done. */
export interface OpenTask {
  status: TaskStatus;
  /** In words. */
  message?: string | undefined;
  /** The word for it in a report line: `tests_failing`. Present for a task that failed. */
  failure?: string | undefined;
  /** What lets it go on, for a shell. */
  resume?: string | undefined;
}

/** The report on an issue or plan that is over for now, as Markdown that ends with the line for programs. */
export function writeIssueReport(label: string, title: string, tasks: readonly ReportedTask[]): string {
  const name = flatten(label);
  const head = title === '' || title === label ? name : `${name}: ${flatten(title)}`;
  const failure = tasks.find(({ open }) => open?.failure !== undefined)?.open?.failure;
  const done = tasks.filter(({ open }) => open === undefined).length;
  return `# ${head}

Status: ${failure === undefined ? 'completed' : 'failed'}, ${done} of ${tasks.length} tasks

${tasks.map(describeTask).join('\n\n')}

${failure === undefined ? `EXEC_DONE:${name}` : `EXEC_FAILED:${name}:${flatten(failure)}`}
`;
}

function describeTask(task: ReportedTask): string {
  return `## ${flatten(task.key)}: ${flatten(task.title)}\n\n${listFacts(task)
    .map((line) => `- ${line}`)
    .join('\n')}`;
}

function listFacts(task: ReportedTask): string[] {
  const { backend, model, durationMs, tokens, files, open } = task;
  const standing =
    open === undefined
      ? []
      : [
          `Status: ${open.status}`,
          ...(open.message === undefined ? [] : [`Reason: ${flatten(open.message)}`]),
          ...(open.resume === undefined ? [] : [`To go on: ${open.resume}`]),
        ];
  if (open !== undefined && backend === undefined) return standing;
  return [
    ...standing,
    backend === undefined
      ? 'Done by: a person'
      : `Backend: ${backend}${model === undefined ? '' : ` (${model})`}`,
    task.tests === undefined ? undefined : `Tests: ${flatten(task.tests).replace(/^tests: /, '')}`,
    ...(task.notRun ?? []).map((text) => `Not run: ${flatten(text)}`),
    task.commit === undefined ? undefined : `Commit: ${task.commit}`,
    durationMs === undefined ? undefined : `Duration: ${describeDuration(durationMs)}`,
    backend === undefined ? undefined : `Tokens: ${tokens ?? 'not told'}`,
    files === undefined ? undefined : `Files: ${files.length === 0 ? 'none' : files.map(flatten).join(', ')}`,
  ].filter((line) => line !== undefined);
}

/** `3 min 2 s`. */
function describeDuration(durationMs: number): string {
  const seconds = Math.max(0, Math.round(durationMs / 1000));
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** Text from artifacts and programs cannot make a line of its own. */
function flatten(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').trim();
}
