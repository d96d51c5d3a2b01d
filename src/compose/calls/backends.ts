import { guessBackend } from '../../artifacts/backend-line.ts';
import type { Settings } from '../../config/settings.ts';
import type { AgentAdapter } from '../../executors/agents/agent.ts';
import { claudeAdapter } from '../../executors/agents/claude.ts';
import { codexAdapter } from '../../executors/agents/codex.ts';
import { geminiAdapter } from '../../executors/agents/gemini.ts';
import { createCustomExecutor } from '../../executors/custom.ts';
import type { Executor } from '../../executors/executor.ts';
import { createShellExecutor } from '../../executors/shell.ts';
import { fail, type Result, succeed } from '../../result.ts';
import type { DecisionNeeded, Route } from '../../routing/route.ts';
import type { Reason } from '../../tasks/reason.ts';
import type { Task } from '../../tasks/task.ts';
import type { AskedAgent } from './agent-task.ts';
import type { FindAgent } from './installed-agents.ts';

/** The agents that planex drives itself. */
export const AGENTS: readonly AgentAdapter[] = [codexAdapter, claudeAdapter, geminiAdapter];

/** Who takes a task: a program that uses no model that planex knows of, or one agent or two. */
export type Takers = { kind: 'program'; executor: Executor } | { kind: 'agents'; asked: AskedAgent[] };

/** What was found for routes already, by what they name. */
export type SeenTakers = Map<string, Promise<Result<Takers, Reason>>>;

/**
 * Finds who takes a task as routed, or says why nobody can now. What is in `seen` is not looked for again, and what is
 * found is put in: of many tasks asked about at one time most are for the same backend.
 */
export type FindTakers = (
  task: Task,
  route: Route | DecisionNeeded,
  seen?: SeenTakers,
) => Promise<Result<Takers, Reason>>;

/** Looks among the shell, the agents, and the executors that the settings name. */
export function createTakerFinder(parts: {
  home: string;
  env: Record<string, string>;
  settings: () => Settings;
  findAgent: FindAgent;
}): FindTakers {
  const { home, env, settings, findAgent } = parts;

  const findExecutor = (name: string): Executor | undefined => {
    if (name === 'shell') return createShellExecutor(env);
    const own = Object.hasOwn(settings().executors, name) ? settings().executors[name] : undefined;
    return own && createCustomExecutor(name, own, { home, env });
  };
  const findAsked = async (
    backend: string,
    model: string | undefined,
  ): Promise<Result<AskedAgent, Reason>> => {
    const adapter = AGENTS.find(({ name }) => name === backend);
    if (adapter === undefined) return fail(describeUnknown(backend, settings()));
    const installed = await findAgent(adapter);
    if (!installed.ok) return fail(describeUnusable(backend, installed.failure.message));
    return succeed({ adapter, installed: installed.value, ...(model === undefined ? {} : { model }) });
  };
  const find = async ({ backend, model, also }: Route): Promise<Result<Takers, Reason>> => {
    if (also === undefined && !AGENTS.some(({ name }) => name === backend)) {
      const executor = findExecutor(backend);
      if (executor === undefined) return fail(describeUnknown(backend, settings()));
      const usable = await executor.check();
      return usable.ok
        ? succeed({ kind: 'program', executor })
        : fail(describeUnusable(backend, usable.failure));
    }
    const asked: AskedAgent[] = [];
    for (const one of [{ backend, model }, ...(also === undefined ? [] : [also])]) {
      const found = await findAsked(one.backend, one.model);
      if (!found.ok) return found;
      asked.push(found.value);
    }
    return succeed({ kind: 'agents', asked });
  };

  return async (task, route, seen = new Map()) => {
    if (route.kind === 'decision-needed') return fail(route.reason);
    const { backend, model, also } = route;
    const key = JSON.stringify([backend, model, also?.backend, also?.model]);
    const found = seen.get(key) ?? find(route);
    seen.set(key, found);
    const takers = await found;
    if (!takers.ok || takers.value.kind === 'agents') return takers;
    const problem = checkAbility(takers.value.executor, task);
    return problem === undefined ? takers : fail(problem);
  };
}

function checkAbility(executor: Executor, task: Task): Reason | undefined {
  const { name } = executor;
  const able = executor.canRun(task);
  if (able.ok) return undefined;
  const action =
    name === 'shell'
      ? `give the task **Commands:**, or name another backend in ${task.artifactPath}`
      : `name another backend in ${task.artifactPath}`;
  return { code: 'backend-missing', message: `${name} cannot take it: ${able.failure}`, action };
}

function describeUnusable(name: string, failure: string): Reason {
  return { code: 'backend-missing', message: `${name} cannot be used: ${failure}`, action: 'planex doctor' };
}

function describeUnknown(name: string, settings: Settings): Reason {
  const agents = AGENTS.map((adapter) => adapter.name);
  const known = ['shell', ...agents, ...Object.keys(settings.executors)];
  const meant = guessBackend(name, known);
  return {
    code: 'backend-missing',
    message: `there is no backend "${name}" here; there are: ${known.join(', ')}`,
    action: `name ${meant === undefined ? 'one of them' : `"${meant}"`} in the task, or set executors.${name} in .planexrc`,
  };
}
