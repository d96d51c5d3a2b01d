import type { TestRepository } from './repository.ts';

/** A task of a plan that a test writes. What is left out is left out of the plan. */
export interface PlanTask {
  title?: string;
  /** Paths it creates; `Modify: path` and the like are taken as they are. */
  files?: readonly string[];
  commands?: readonly string[];
  verify?: readonly string[];
  dependsOn?: string;
  backend?: string;
  /** Texts of its boxes; one named "do it" unless told. */
  boxes?: readonly string[];
}

/** The text of a plan with these tasks, numbered from 1. */
export function planText(
  tasks: readonly PlanTask[],
  options: { title?: string; status?: string } = {},
): string {
  const status = options.status === undefined ? '' : `Status: ${options.status}\n\n`;
  return `# ${options.title ?? 'A plan'}\n\n${status}${tasks.map(taskText).join('\n')}`;
}

/** Writes `docs/plans/2026-11-20-<name>.md`, uncommitted, and returns its path and the ids of its tasks. */
export function writePlan(
  repository: TestRepository,
  name: string,
  tasks: readonly PlanTask[],
  options: { status?: string } = {},
): { path: string; ids: string[] } {
  const stem = `docs/plans/2026-11-20-${name}`;
  repository.write(`${stem}.md`, planText(tasks, { title: name, ...options }));
  return { path: `${stem}.md`, ids: tasks.map((_, index) => `${stem}#${index + 1}`) };
}

/** A task that writes a file of its own. */
export function writes(path: string, text = path): PlanTask {
  return { title: `Write ${path}`, files: [path], commands: [`echo ${text} > ${path}`] };
}

function taskText(task: PlanTask, index: number): string {
  const parts = [`### Task ${index + 1}: ${task.title ?? `Step ${index + 1}`}\n`];
  const files = task.files?.map((file) => {
    const [, verb = 'Create', path = file] = /^(\w+): (.*)$/.exec(file) ?? [];
    return `- ${verb}: \`${path}\``;
  });
  if (files !== undefined) parts.push(`**Files:**\n${files.join('\n')}\n`);
  if (task.backend !== undefined) parts.push(`**Backend:** ${task.backend}\n`);
  if (task.dependsOn !== undefined) parts.push(`**Depends on:** ${task.dependsOn}\n`);
  if (task.commands !== undefined) parts.push(`**Commands:**\n${task.commands.map(asCode).join('\n')}\n`);
  if (task.verify !== undefined) parts.push(`**Verify:**\n${task.verify.map(asCode).join('\n')}\n`);
  parts.push(`${(task.boxes ?? ['do it']).map((box) => `- [ ] ${box}`).join('\n')}\n`);
  return parts.join('\n');
}

function asCode(command: string): string {
  return `- \`${command}\``;
}
