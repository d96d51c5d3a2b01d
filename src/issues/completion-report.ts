/** What is known of a task that is done. What is not known any more is absent. */
export interface ReportedTask {
  key: string;
  title: string;
  /** Who did it; absent for a task that a person ticked off. */
  backend?: string | undefined;
  model?: string | undefined;
  /** What judged it: `tests: passed (npm test)`. */
  tests?: string | undefined;
  commit?: string | undefined;
  durationMs?: number | undefined;
  /** Undefined where a call did not tell. */
  tokens?: number | undefined;
  files?: readonly string[] | undefined;
}

/** The report on an issue or plan whose tasks are all done, as Markdown that ends with the line for programs. */
export function writeCompletionReport(label: string, title: string, tasks: readonly ReportedTask[]): string {
  const name = flatten(label);
  const head = title === '' || title === label ? name : `${name}: ${flatten(title)}`;
  return `# ${head}

Status: completed, ${tasks.length} of ${tasks.length} tasks

${tasks.map(describeTask).join('\n\n')}

EXEC_DONE:${name}
`;
}

function describeTask(task: ReportedTask): string {
  const { backend, model, durationMs, tokens, files } = task;
  const lines = [
    backend === undefined
      ? 'Done by: a person'
      : `Backend: ${backend}${model === undefined ? '' : ` (${model})`}`,
    task.tests === undefined ? undefined : `Tests: ${flatten(task.tests).replace(/^tests: /, '')}`,
    task.commit === undefined ? undefined : `Commit: ${task.commit}`,
    durationMs === undefined ? undefined : `Duration: ${describeDuration(durationMs)}`,
    backend === undefined ? undefined : `Tokens: ${tokens ?? 'not told'}`,
    files === undefined ? undefined : `Files: ${files.length === 0 ? 'none' : files.map(flatten).join(', ')}`,
  ].filter((line) => line !== undefined);
  return `## ${flatten(task.key)}: ${flatten(task.title)}\n\n${lines.map((line) => `- ${line}`).join('\n')}`;
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
