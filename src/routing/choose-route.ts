import { type AskedBackend, readBackendLine } from '../artifacts/backend-line.ts';
import type { Task } from '../tasks/task.ts';
import { deriveWork } from './derive-work.ts';
import type { EffectivePolicy, EffectiveRow } from './effective-policy.ts';
import { type AskedOf, PERSON, type Sandbox } from './policy.ts';
import type { DecisionNeeded, Route } from './route.ts';
import { askEffort, askFallback, askModel, askTime, type Choice, isFailClosed } from './route-details.ts';
import type { RouteRequest, RoutingContext } from './route-request.ts';

/** Says who carries out a task and how, or that a person has to decide. Asks nobody, starts nothing. */
export function chooseRoute(task: Task, context: RoutingContext): Route | DecisionNeeded {
  const route = routeWork(
    {
      ...deriveWork(task),
      hasCommands: task.commands.length > 0,
      ...(task.backend === undefined ? {} : { backend: task.backend }),
    },
    context,
  );
  if (route.kind === 'route') return route;
  const settle = task.boxes.length > 0 ? 'tick the boxes of the task' : 'take the task out';
  const action = `write the decision into ${task.artifactPath} and ${settle}, or name a backend for it`;
  return { ...route, reason: { ...route.reason, action } };
}

/** Routes one piece of work. */
export function routeWork(request: RouteRequest, context: RoutingContext): Route | DecisionNeeded {
  const { work, flags = {} } = request;
  const { policy } = context;
  const row = policy.rows.find((one) => one.work === work);
  if (row === undefined) throw new Error(`the policy has no row for ${work}`);
  const because = [`work ${work}: ${request.because}`];
  const [first, second] = chooseBackends(request, row, context, because);
  if (first.backend === PERSON || second?.backend === PERSON) {
    const message = 'this is a decision for a person, and no backend is asked';
    return { kind: 'decision-needed', work, reason: { code: 'clarification', message }, because };
  }
  if (first.backend === 'shell') {
    because.push('shell runs the commands of the task; there is no model');
    return { kind: 'route', work, backend: 'shell', sandbox: 'workspace-write', failClosed: true, because };
  }

  const source = findSource(first.backend, row, policy);
  const choice: Choice = { flags, context, because, by: describeRow(source ?? row, policy) };
  const main = askModel({ ...first, ...(flags.model && { flag: flags.model }) }, source, choice);
  const effort = askEffort(first.backend, source, choice);
  const wallClockMs = askTime(first.backend, source, choice);
  const also = second && askModel(second, findAlsoSource(second, row, policy), choice);
  const sandbox = chooseSandbox(row, second !== undefined, choice);
  const fallback = askFallback(first.backend, source, choice);
  return {
    kind: 'route',
    work,
    ...main,
    sandbox,
    ...(effort === undefined ? {} : { effort }),
    ...(wallClockMs === undefined ? {} : { wallClockMs }),
    ...(also === undefined ? {} : { also }),
    ...(fallback === undefined ? {} : { fallback }),
    failClosed: isFailClosed(first.backend, context),
    because,
  };
}

function chooseBackends(
  { backend, hasCommands }: RouteRequest,
  row: EffectiveRow,
  context: RoutingContext,
  because: string[],
): [AskedBackend, AskedBackend?] {
  const push = (names: readonly (AskedBackend | undefined)[], why: string): void => {
    because.push(`backend ${names.flatMap((one) => one?.backend ?? []).join(' and ')}: ${why}`);
  };
  if (backend !== undefined) {
    const named = readBackendLine(backend);
    push(named, 'the task names it');
    const [first, second] = named;
    // Commands are no answer that could stand beside another, so nobody knows such a pair.
    if (second !== undefined && [first, second].some((one) => one.backend === 'shell')) {
      return [{ backend: `${first.backend}+${second.backend}` }];
    }
    // Two models of the one backend that is named answer side by side as the row has it.
    const isRow = row.backend === first.backend && row.also?.backend === first.backend;
    if (second === undefined && isRow && first.model === undefined) return [first, first];
    return named;
  }
  if (context.backend !== undefined) {
    push([{ backend: context.backend }], 'the setting "backend", as the task names none');
    return [{ backend: context.backend }];
  }
  if (!context.isConfigured && hasCommands) {
    push([{ backend: 'shell' }], 'the task names none and has commands, and .planexrc sets no preset');
    return [{ backend: 'shell' }];
  }
  const names: [AskedBackend, AskedBackend?] = row.also
    ? [{ backend: row.backend }, { backend: row.also.backend }]
    : [{ backend: row.backend }];
  push(names, describeRow(row, context.policy));
  return names;
}

/** Two that answer side by side share one workspace, so neither may write there. */
function chooseSandbox(row: EffectiveRow, isPair: boolean, { flags, context, because }: Choice): Sandbox {
  const asked = flags.sandbox ?? row.sandbox;
  const by = flags.sandbox === undefined ? describeRow(row, context.policy) : 'the command line';
  const sandbox = isPair ? 'read-only' : asked;
  because.push(`sandbox ${sandbox}: ${sandbox === asked ? by : 'two answer side by side'}`);
  return sandbox;
}

/** The row that knows model, effort and time of a backend: that of the work, else another of the same backend. */
function findSource(backend: string, row: EffectiveRow, { rows }: EffectivePolicy): EffectiveRow | undefined {
  const thinking = row.sandbox === 'read-only' ? rows.filter(({ work }) => work === 'analysis') : [];
  return [row, ...thinking, ...rows].find((one) => one.backend === backend);
}

/** The second backend has its model from where the row names it, else from a row of its own. */
function findAlsoSource(
  second: AskedBackend,
  row: EffectiveRow,
  policy: EffectivePolicy,
): AskedOf | undefined {
  return row.also?.backend === second.backend ? row.also : findSource(second.backend, row, policy);
}

function describeRow(row: EffectiveRow, policy: EffectivePolicy): string {
  return row.isOwn
    ? `row "${row.work}" in .planexrc, over preset ${policy.name}`
    : `row "${row.work}" of preset ${policy.name}`;
}
