import { readFileSync } from 'node:fs';
import type { Settings } from '../../config/settings.ts';
import type { TaskView } from '../../daemon/look/status-view.ts';
import type { AgentAdapter } from '../../executors/agents/agent.ts';
import { buildAgentEnvironment } from '../../executors/agents/agent-environment.ts';
import { findSignIn, type SignIn } from '../../executors/agents/sign-in.ts';
import { createCustomExecutor } from '../../executors/custom.ts';
import { createShellExecutor } from '../../executors/shell.ts';
import { findProgram } from '../../find-program.ts';
import type { WorkType } from '../../routing/policy.ts';
import type { Route } from '../../routing/route.ts';
import type { BackendTotals, CallTotals } from '../../tasks/call-totals.ts';
import { AGENTS } from './backends.ts';
import type { FindAgent } from './installed-agents.ts';

/** All that is known of one backend without calling it. */
export interface BackendView extends Pick<BackendTotals, 'limit' | 'allowance' | 'lastError'> {
  name: string;
  kind: 'shell' | 'agent' | 'own';
  usable: boolean;
  /** Why it is not usable. */
  problem?: string;
  /** Absolute path of its program. */
  file?: string;
  version?: string;
  /** A hint from files and variables, for agents that are installed. */
  signIn?: SignIn;
  /** Kinds of work that go to it when a task names no backend; `beside`: it answers beside another. */
  work: WorkType[];
  beside: WorkType[];
  /** Kinds of work that it may take over after a failure. */
  fallbackFor: WorkType[];
  /** Tasks that go to it and are not done yet, and those among them that wait because a backend is missing. */
  tasks: string[];
  waiting: string[];
  /** `open` are those that have not ended; the rest of the attempts was stopped, lost or limited. */
  calls?: Pick<BackendTotals, 'attempts' | 'successes' | 'failures'> & { open: number; tokens?: number };
}

/** What there is to know backends from. */
export interface BackendSources {
  home: string;
  settings: Settings;
  /** The scrubbed environment. */
  env: Record<string, string>;
  routes: readonly Route[];
  tasks: readonly TaskView[];
  calls: CallTotals;
  findAgent: FindAgent;
}

/** Looks at the shell, the agents and the executors of the settings, all at the same time. */
export async function viewBackends(sources: BackendSources): Promise<BackendView[]> {
  const { findAgent } = sources;
  const agents = AGENTS.map(async (adapter): Promise<BackendView> => {
    const found = await findAgent(adapter);
    const use = describeUse(adapter.name, sources);
    if (found.ok) {
      const { file, capabilities } = found.value;
      const signIn = lookForSignIn(adapter, sources.env);
      return { ...use, kind: 'agent', usable: true, file, version: capabilities.version, signIn };
    }
    const { message: problem, file } = found.failure;
    return { ...use, kind: 'agent', usable: false, problem, ...(file === undefined ? {} : { file }) };
  });
  return Promise.all([viewShell(sources), ...agents, ...viewOwn(sources)]);
}

async function viewShell(sources: BackendSources): Promise<BackendView> {
  const usable = await createShellExecutor(sources.env).check();
  const use = describeUse('shell', sources);
  return usable.ok
    ? { ...use, kind: 'shell', usable: true }
    : { ...use, kind: 'shell', usable: false, problem: usable.failure };
}

function viewOwn(sources: BackendSources): Promise<BackendView>[] {
  const { home, env, settings } = sources;
  return Object.entries(settings.executors).map(async ([name, own]): Promise<BackendView> => {
    const usable = await createCustomExecutor(name, own, { home, env }).check();
    const use = describeUse(name, sources);
    if (!usable.ok) return { ...use, kind: 'own', usable: false, problem: usable.failure };
    const file = findProgram(own.command[0] ?? '', { ...env, ...own.env }, home);
    return { ...use, kind: 'own', usable: true, ...(file === undefined ? {} : { file }) };
  });
}

function describeUse(
  name: string,
  { routes, tasks, calls }: BackendSources,
): Omit<BackendView, 'kind' | 'usable'> {
  const workOf = (asks: (route: Route) => string | undefined): WorkType[] =>
    routes.filter((route) => asks(route) === name).map(({ work }) => work);
  const open = tasks.filter(
    ({ backend, status }) => backend.split('+').includes(name) && status !== 'done' && status !== 'cancelled',
  );
  const totals = calls.backends[name];
  const { attempts, successes, failures, limit, allowance, lastError } = totals ?? {};
  return {
    name,
    work: workOf((route) => route.backend),
    beside: workOf((route) => route.also?.backend),
    fallbackFor: workOf((route) => route.fallback?.backend),
    tasks: open.map(({ id }) => id),
    waiting: open.filter(({ reason }) => reason?.code === 'backend-missing').map(({ id }) => id),
    ...(attempts === undefined || successes === undefined || failures === undefined
      ? {}
      : {
          calls: {
            attempts,
            successes,
            failures,
            open: Object.values(calls.open).filter(({ backend }) => backend === name).length,
            ...(totals?.tokensKnown === true ? { tokens: totals.tokens } : {}),
          },
        }),
    ...(limit === undefined ? {} : { limit }),
    ...(allowance === undefined ? {} : { allowance }),
    ...(lastError === undefined ? {} : { lastError }),
  };
}

function lookForSignIn({ name }: AgentAdapter, env: Record<string, string>): SignIn {
  return findSignIn(name, {
    env: buildAgentEnvironment(name, env),
    platform: process.platform,
    read(path) {
      try {
        return readFileSync(path, 'utf8');
      } catch {
        return undefined;
      }
    },
  });
}
