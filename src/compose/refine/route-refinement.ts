import { type NamedAgent, parseAgentName } from '../../routing/agent-name.ts';
import type { Route } from '../../routing/route.ts';
import type { CallPlace } from '../calls/call-place.ts';
import { routeCall } from '../calls/call-route.ts';

/** Who reviews and who edits: as asked for, else as set for refinements, else by the policy. */
export function routeRefinement(
  place: CallPlace,
  named: { reviewer?: NamedAgent; implementer?: NamedAgent },
): { reviewer: Route; implementer: Route } {
  const { reviewer, implementer } = place.settings.refine;
  return {
    reviewer: routeAgent(place, 'code-review', named.reviewer ?? parseAgentName(reviewer ?? '')),
    implementer: routeAgent(place, 'implementation', named.implementer ?? parseAgentName(implementer ?? '')),
  };
}

/** Whoever reviews may only read, and nobody answers beside them. */
function routeAgent(
  place: CallPlace,
  work: 'code-review' | 'implementation',
  named: NamedAgent | undefined,
): Route {
  const sandbox = work === 'code-review' ? 'read-only' : 'workspace-write';
  const flags = { sandbox, ...(named?.model === undefined ? {} : { model: named.model }) } as const;
  const option = work === 'code-review' ? '--reviewer' : '--implementer';
  const call = { work, flags, option, ...(named === undefined ? {} : { backend: named.backend }) };
  const { also: _, ...route } = routeCall(place, call);
  return { ...route, sandbox };
}
