import type { Reason } from '../../tasks/reason.ts';
import { findLandingHold, type RepositoryFacts } from '../../tasks/repository-hold.ts';
import type { Task } from '../../tasks/task.ts';
import type { DaemonSettings, Ports } from '../ports.ts';
import { targetBranch } from '../run/target-branch.ts';

/** Tells why nothing can land on the branch of a task now, or that it cannot be made; null when neither is so. */
export async function holdBranches(
  { repository }: Ports,
  facts: RepositoryFacts,
  settings: DaemonSettings,
  tasks: readonly Task[],
): Promise<(task: Task) => Reason | null> {
  const { head } = facts;
  if (head.kind !== 'branch') return () => null;
  const unmade = new Map<string, Reason>();
  if (settings.ownBranches) {
    for (const target of new Set(tasks.map((task) => targetBranch(task, head.name, settings)))) {
      const obstacle = await repository.findBranchObstacle(target);
      if (obstacle === undefined) continue;
      const { message, ...action } = obstacle;
      unmade.set(target, {
        code: 'wrong-branch',
        message: `the branch ${target} cannot be made: ${message}`,
        ...action,
      });
    }
  }
  return (task) => {
    const target = targetBranch(task, head.name, settings);
    return unmade.get(target) ?? findLandingHold(facts, target, settings.ownBranches);
  };
}
