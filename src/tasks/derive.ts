import type { Artifact } from '../artifacts/artifact.ts';
import type { Task } from './task.ts';
import { taskId } from './task-id.ts';

/**
 * Turns what an artifact states into tasks with ids and an order. Declared dependencies rule; where no task of the
 * artifact declares any, each task comes after the one before it.
 */
export function deriveTasks(artifactPath: string, artifact: Artifact): Task[] {
  const anyDeclares = artifact.tasks.some((task) => task.dependsOn !== undefined);
  const gates = orderStages(artifact);
  const unclear = listRepeated(artifact);
  return artifact.tasks.map((task, index) => {
    const { dependsOn, content, ...rest } = task;
    const before = artifact.tasks[index - 1];
    const declared = anyDeclares ? (dependsOn ?? []) : before === undefined ? [] : [before.key];
    const keys = [...new Set([...declared, ...(gates.get(task.key) ?? [])])];
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
      ...(content !== undefined && !unclear.has(content) && { content }),
    };
  });
}

/** Contents of more than one task: only what they come after tells these apart. */
function listRepeated({ tasks }: Artifact): ReadonlySet<string> {
  const seen = new Set<string>();
  return new Set(
    tasks.flatMap(({ content }) => {
      if (content === undefined || !seen.has(content)) {
        if (content !== undefined) seen.add(content);
        return [];
      }
      return [content];
    }),
  );
}

/**
 * What a task comes after because of the stage that it is in. Where a task is declared to wait for a later one, only
 * its validation has a place. */
function orderStages({ stages = [], tasks }: Artifact): Map<string, string[]> {
  const place = new Map(stages.flatMap((stage, index) => stage.tasks.map((key) => [key, index] as const)));
  const after = new Map<string, string[]>();
  const isOtherwise = tasks.some(({ key, dependsOn = [] }) =>
    dependsOn.some((other) => (place.get(other) ?? -1) > (place.get(key) ?? Infinity)),
  );
  for (const [index, stage] of stages.entries()) {
    const isGated = tasks.some(({ key }) => key === stage.key);
    if (isGated) after.set(stage.key, stage.tasks);
    const before = stages[index - 1];
    if (before === undefined || isOtherwise) continue;
    const passed = tasks.some(({ key }) => key === before.key) ? [before.key] : before.tasks;
    for (const key of stage.tasks) after.set(key, passed);
  }
  return after;
}
