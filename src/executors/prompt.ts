import type { FileIntent, Script } from '../artifacts/artifact.ts';
import type { Task } from '../tasks/task.ts';

/** What a prompt tells beyond the task itself. */
export interface PromptContext {
  /** Path of the whole plan or solution as it was dispatched, outside of the workspace. */
  artifactSnapshot: string;
  /** Command lines that planex will judge the work by, when the task names none itself. */
  checks?: readonly string[];
  /** The repository's own guide for plans. */
  plansGuide?: { path: string; text: string };
}

/**
 * The prompt for one task: goal and acceptance criteria, paths and constraints, required commands and tests, and the
 * form of the answer. The task's own text is quoted whole at the end.
 */
export function buildPrompt(task: Task, context: PromptContext): string {
  const sections = [
    `# ${task.title}\n\nYou carry out one task of \`${task.artifactPath}\` in the current directory, a Git work tree of your own.`,
    section('Goal', task.objective ?? task.title),
    section('Acceptance criteria', bullets(task.doneWhen)),
    section('Files', bullets(task.files.map(describeFile))),
    section('Constraints', bullets(describeConstraints(task, context))),
    section('Commands to run', task.commands.map(fenceScript).join('\n\n')),
    section('Checks that must pass', describeChecks(task, context)),
    section('Answer', ANSWER),
    section('The task as it was written', fence(task.brief, 'markdown')),
    context.plansGuide &&
      section(`Guide for plans (${context.plansGuide.path})`, fence(context.plansGuide.text, 'markdown')),
  ];
  return `${sections.filter((text) => text !== undefined && text !== '').join('\n\n')}\n`;
}

const ANSWER = `Make the changes in the files of this directory; the changes are the result.
Then answer with a short summary: what you changed and why, by file; what you ran and how it ended; what is still open or doubtful.
If the task cannot be done as it stands, change nothing and say what is missing or in conflict.`;

function describeConstraints(task: Task, context: PromptContext): string[] {
  return [
    task.files.length === 0
      ? 'Change only what the task needs.'
      : 'Change only the files listed above, and others only where the task cannot be done without.',
    'Leave the changes uncommitted: planex checks and commits them. Do not commit, stage, stash, push, reset, or switch branches.',
    `Do not edit \`${task.artifactPath}\`, its checkboxes or its status: planex keeps that file. The whole of it, for reading, is at \`${context.artifactSnapshot}\`.`,
    'Nobody can answer questions while you work. Do not wait for input.',
    'Leave no process running in the background.',
  ];
}

function describeFile(file: FileIntent): string {
  return `${file.kind}: \`${file.path}\``;
}

function describeChecks(task: Task, context: PromptContext): string {
  if (task.verify.length > 0) return task.verify.map(fenceScript).join('\n\n');
  return bullets((context.checks ?? []).map((command) => `\`${command}\``));
}

function section(heading: string, body: string): string {
  return body === '' ? '' : `## ${heading}\n\n${body}`;
}

function bullets(items: readonly string[]): string {
  return items.map((item) => `- ${item}`).join('\n');
}

function fenceScript(script: Script): string {
  return fence(script.text, script.shell ?? 'sh');
}

/** A fenced block around any text, also text that holds fences itself. */
function fence(text: string, info: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const ticks = '`'.repeat(longest + 1);
  return `${ticks}${info}\n${text.replace(/\n+$/, '')}\n${ticks}`;
}
