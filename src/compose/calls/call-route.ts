import { MODEL_NAME } from '../../artifacts/backend-line.ts';
import { OperatorError } from '../../errors.ts';
import type { RouteRequest } from '../../routing/route-request.ts';
import type { WorkType } from '../../routing/policy.ts';
import type { Route } from '../../routing/route.ts';
import { AGENTS } from './backends.ts';
import type { CallPlace } from './call-place.ts';

/** What the command line says about a call; it comes before the environment, `.planexrc` and the policy. */
export type CallFlags = NonNullable<RouteRequest['flags']>;

/** A call that a person asks for. */
export interface RoutedCall {
  work: WorkType;
  backend?: string;
  flags: CallFlags;
  /** The option by which another backend is named. */
  option?: string;
}

/** Routes the call. Throws `OperatorError` when nobody is to be asked who can be asked here. */
export function routeCall(
  { router, programs }: Pick<CallPlace, 'router' | 'programs'>,
  call: RoutedCall,
): Route {
  const { work, backend, flags, option = '--backend' } = call;
  if (flags.model !== undefined) requireModelName(flags.model);
  const route = router.routeWork(work, { flags, ...(backend === undefined ? {} : { backend }) });
  const names = [...AGENTS.map(({ name }) => name), ...(programs?.names ?? [])].join(', ');
  const todo = `name one with ${option}: ${names}`;
  if (route.kind === 'decision-needed') throw new OperatorError(route.reason.message, { todo });
  for (const asked of [route, ...(route.also === undefined ? [] : [route.also])]) {
    if (AGENTS.some(({ name }) => name === asked.backend)) continue;
    if (programs?.find(asked.backend) === undefined) {
      throw new OperatorError(describeUnasked(asked.backend), { todo });
    }
    if (flags.model !== undefined) {
      const message = `"${asked.backend}" is a program of your own and takes no model`;
      throw new OperatorError(message, { todo: `name the model in executors.${asked.backend}.command` });
    }
  }
  return route;
}

function describeUnasked(backend: string): string {
  const what = `"${backend}" is no agent that can be asked here`;
  return backend === 'shell' ? `${what}: it runs the commands of tasks` : what;
}

/** Throws `OperatorError` for what cannot be the name of a model. */
export function requireModelName(model: string): void {
  if (!MODEL_NAME.test(model)) throw new OperatorError(`"${model}" cannot be the name of a model`);
}
