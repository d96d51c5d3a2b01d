import type { Route } from '../../routing/route.ts';
import type { CallPlace } from '../calls/call-place.ts';
import { routeCall, type RoutedCall } from '../calls/call-route.ts';

/**
 * Routes the planner of an issue, which may only read: by the row `orchestration` where that names somebody else than a person,
 * else by `analysis`. Throws `OperatorError` when no agent is to be asked.
 */
export function routePlanner(
  { router }: Pick<CallPlace, 'router'>,
  { flags, backend }: Omit<RoutedCall, 'work'>,
): Route {
  const work = router.routeWork('orchestration').kind === 'route' ? 'orchestration' : 'analysis';
  const { also: _, ...route } = routeCall(
    { router },
    { work, flags: { ...flags, sandbox: 'read-only' }, ...(backend === undefined ? {} : { backend }) },
  );
  return { ...route, sandbox: 'read-only' };
}
