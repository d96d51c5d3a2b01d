import { MODEL_NAME } from '../artifacts/backend-line.ts';
import { OperatorError } from '../errors.ts';
import type { RouteRequest } from '../routing/route-request.ts';
import type { WorkType } from '../routing/policy.ts';
import type { Route } from '../routing/route.ts';
import { AGENTS } from './backends.ts';
import type { CallPlace } from './call-place.ts';

/** What the command line says about a call; it comes before the environment, `.planexrc` and the policy. */
export type CallFlags = NonNullable<RouteRequest['flags']>;

/** A call that a person asks for. */
export interface RoutedCall {
  work: WorkType;
  backend?: string;
  flags: CallFlags;
}

/** Routes the call. Throws `OperatorError` when no agent is to be asked. */
export function routeCall({ router }: Pick<CallPlace, 'router'>, call: RoutedCall): Route {
  const { work, backend, flags } = call;
  if (flags.model !== undefined) requireModelName(flags.model);
  const route = router.routeWork(work, { flags, ...(backend === undefined ? {} : { backend }) });
  const names = AGENTS.map(({ name }) => name).join(', ');
  const todo = `name one with --backend: ${names}`;
  if (route.kind === 'decision-needed') throw new OperatorError(route.reason.message, { todo });
  for (const asked of [route, ...(route.also === undefined ? [] : [route.also])]) {
    if (!AGENTS.some(({ name }) => name === asked.backend)) {
      throw new OperatorError(`"${asked.backend}" is no agent that can be asked here`, { todo });
    }
  }
  return route;
}

/** Throws `OperatorError` for what cannot be the name of a model. */
export function requireModelName(model: string): void {
  if (!MODEL_NAME.test(model)) throw new OperatorError(`"${model}" cannot be the name of a model`);
}
