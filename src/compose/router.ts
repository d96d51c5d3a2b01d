import type { Settings } from '../config/settings.ts';
import { chooseRoute, routeWork } from '../routing/choose-route.ts';
import type { RouteRequest, RoutingContext } from '../routing/route-request.ts';
import { overridePolicy } from '../routing/effective-policy.ts';
import { WORK_TYPES } from '../routing/policy.ts';
import { DEFAULT_PRESET, readPreset } from '../routing/presets.ts';
import type { DecisionNeeded, Route } from '../routing/route.ts';
import { readRoutingVariables } from '../routing/variables.ts';
import type { WorkType } from '../routing/policy.ts';
import type { Task } from '../tasks/task.ts';

/** Routes tasks by the settings in force and the environment of this process. */
export interface Router {
  route(task: Task): Route | DecisionNeeded;
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
  const known = new WeakMap<Settings, RoutingContext>();
  const contextOf = (now: Settings): RoutingContext => {
    const context = known.get(now) ?? { ...readContext(now), variables };
    known.set(now, context);
    return context;
  };
  return {
    route: (task) => chooseRoute(task, contextOf(settings())),
    routeWork: (work, asked = {}) =>
      routeWork({ work, because: 'it is asked for', hasCommands: false, ...asked }, contextOf(settings())),
    listRoutes: () =>
      WORK_TYPES.map((work) =>
        routeWork({ work, because: 'any', hasCommands: false }, contextOf(settings())),
      ).filter((route) => route.kind === 'route'),
    problems,
  };
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
