import type { Settings } from '../../config/settings.ts';
import { chooseRoute, routeWork } from '../../routing/choose-route.ts';
import type { RouteRequest, RoutingContext } from '../../routing/route-request.ts';
import { overridePolicy } from '../../routing/effective-policy.ts';
import { WORK_TYPES } from '../../routing/policy.ts';
import { DEFAULT_PRESET, readPreset } from '../../routing/presets.ts';
import { type DecisionNeeded, nameRoute, type Route } from '../../routing/route.ts';
import { readRoutingVariables } from '../../routing/variables.ts';
import type { WorkType } from '../../routing/policy.ts';
import type { Task } from '../../tasks/task.ts';

/** Routes tasks by the settings in force and the environment of this process. */
export interface Router {
  route(task: Task): Route | DecisionNeeded;
  /** The name of its route, which each look asks of all tasks: the same task is routed once. */
  name(task: Task): string;
  /** The route of work that no task states, with what was asked for it. */
  routeWork(work: WorkType, asked?: Pick<RouteRequest, 'backend' | 'flags'>): Route | DecisionNeeded;
  /** The routes of all kinds of work that are not a person's, as a task takes them that names no backend. */
  listRoutes(): Route[];
  /** What is wrong with the environment variables about routing. */
  problems: readonly string[];
}

/** A router over settings that may change; the environment is read once. */
export function createRouter(settings: () => Settings, env: NodeJS.ProcessEnv): Router {
  const { variables, problems } = readRoutingVariables(env);
  const known = new WeakMap<Settings, Routing>();
  const routingOf = (now: Settings): Routing => {
    const routing = known.get(now) ?? {
      context: { ...readContext(now), variables },
      names: new WeakMap<Task, string>(),
    };
    known.set(now, routing);
    return routing;
  };
  const contextOf = (now: Settings): RoutingContext => routingOf(now).context;
  return {
    route: (task) => chooseRoute(task, contextOf(settings())),
    name(task) {
      const { context, names } = routingOf(settings());
      const name = names.get(task) ?? nameRoute(chooseRoute(task, context));
      names.set(task, name);
      return name;
    },
    routeWork: (work, asked = {}) =>
      routeWork({ work, because: 'it is asked for', hasCommands: false, ...asked }, contextOf(settings())),
    listRoutes: () =>
      WORK_TYPES.map((work) =>
        routeWork({ work, because: 'any', hasCommands: false }, contextOf(settings())),
      ).filter((route) => route.kind === 'route'),
    problems,
  };
}

/** What one state of the settings comes to, and the names of the routes that were chosen by it. */
interface Routing {
  context: RoutingContext;
  names: WeakMap<Task, string>;
}

function readContext({ backend, routing }: Settings): Omit<RoutingContext, 'variables'> {
  const preset = readPreset(routing.preset ?? DEFAULT_PRESET);
  return {
    policy: overridePolicy(preset, routing.rows),
    isConfigured: routing.preset !== undefined,
    ...(backend === undefined ? {} : { backend }),
    models:
      routing.models === 'preset'
        ? { map: preset.models, from: `"models" of preset ${preset.name}` }
        : { map: routing.models, from: '"models" in .planexrc' },
    ...(routing.failClosed === undefined ? {} : { failClosed: routing.failClosed }),
  };
}
