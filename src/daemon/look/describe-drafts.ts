import type { TaskFacts } from '../../tasks/world.ts';
import type { Draft, DraftsPort } from './drafts.ts';
import type { Observation } from './observe.ts';

/** What a look has seen, for `consider`. */
export function describeDrafts({
  world,
  entries,
  facts,
}: Observation): Parameters<DraftsPort['consider']>[0] {
  const tasksOf = new Map<string, TaskFacts[]>(entries.map(({ path }) => [path, []]));
  for (const facts of world.tasks) tasksOf.get(facts.task.artifactPath)?.push(facts);
  const drafts = entries
    .filter(({ artifact }) => artifact.kind === 'plan')
    .map(({ path, digest }): Draft => {
      const tasks = tasksOf.get(path) ?? [];
      return {
        path,
        digest,
        tasks: tasks.length,
        isDraft: tasks.some(({ task }) => task.planStatus === 'draft'),
        admitted: tasks.every(({ notAdmitted }) => notAdmitted === null),
      };
    });
  const hold = world.storageHold ?? world.repositoryHolds ?? undefined;
  return {
    drafts,
    branch: facts.head.kind === 'branch' ? facts.head.name : undefined,
    pause: world.paused ? 'paused' : hold?.message,
  };
}
