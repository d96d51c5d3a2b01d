import type { Artifact } from '../artifacts/artifact.ts';
import type { Task } from './task.ts';

/** The id of a task among all tasks of the repository: artifact path without its extension, `#`, key. */
export function taskId(artifactPath: string, key: string): string {
  return `${artifactPath.replace(/\.[^./]+$/, '')}#${key}`;
}

/**
 * Turns what an artifact states into tasks with ids and an order. Declared dependencies rule; where no task of the
 * artifact declares any, each task comes after the one before it.
 */
export function deriveTasks(artifactPath: string, artifact: Artifact): Task[] {
  const anyDeclares = artifact.tasks.some((task) => task.dependsOn !== undefined);
  return artifact.tasks.map((task, index) => {
    const { dependsOn, ...rest } = task;
    const before = artifact.tasks[index - 1];
    const keys = anyDeclares ? (dependsOn ?? []) : before === undefined ? [] : [before.key];
    // With what is copied last, all tasks share one shape in memory; there may be tens of thousands.
    return {
      id: taskId(artifactPath, task.key),
      artifactPath,
      artifactKind: artifact.kind,
      label: artifact.label,
      planStatus: artifact.status,
      ...(artifact.living === true && { living: true }),
      after: keys.map((key) => taskId(artifactPath, key)),
      ...rest,
    };
  });
}
