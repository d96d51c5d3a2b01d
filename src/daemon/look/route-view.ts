import type { DecisionNeeded, Route } from '../../routing/route.ts';
import type { Reason } from '../../tasks/reason.ts';
import type { TaskFacts } from '../../tasks/world.ts';

/** Everything that `planex route` shows of one task. Other programs rely on these names. */
export interface RouteView {
  id: string;
  title: string;
  route: Route | DecisionNeeded;
  /** Why that backend cannot take the task now. */
  problem?: Reason;
  /** What is wrong with what the route was chosen by. */
  warnings: string[];
}

/** Puts the route of a task into the shape of `route --json`. */
export function describeRoute(
  { task, backend }: TaskFacts,
  { route, warnings }: { route: Route | DecisionNeeded; warnings: string[] },
): RouteView {
  const { id, title } = task;
  return {
    id,
    title,
    route,
    ...(backend.problem === undefined ? {} : { problem: backend.problem }),
    warnings,
  };
}
