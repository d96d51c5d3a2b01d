import type { Task } from './task.ts';

/** Subject of the commit that lands a task: `<type>(<issue id or slug>): <title>`. */
export function commitSubject(task: Pick<Task, 'commitType' | 'artifactKind' | 'label' | 'title'>): string {
  const type = (task.artifactKind === 'solution' && task.commitType) || 'feat';
  return `${type}(${task.label}): ${foldLine(task.title)}`;
}

/** The trailers by which planex finds its work again in any history that keeps commit messages. */
export function commitTrailers(trailers: {
  taskId: string;
  digest: string;
  content?: string | undefined;
  runId: string;
}): string {
  const content = trailers.content === undefined ? '' : `Planex-Content: ${trailers.content}\n`;
  return `Planex-Task: ${trailers.taskId}\nPlanex-Digest: ${trailers.digest}\n${content}Planex-Run: ${trailers.runId}\n`;
}

/** Whole message of the commit that lands a task; `rule` has approved its plan where no person has. */
export function commitMessage(task: Task, runId: string, rule?: string): string {
  const approval = rule === undefined ? '' : `Planex-Approval: rule ${rule}\n`;
  const { id, digest, content } = task;
  return `${commitSubject(task)}\n\n${commitTrailers({ taskId: id, digest, content, runId })}${approval}`;
}

function foldLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
