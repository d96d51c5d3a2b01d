import { mkdtemp, rm } from 'node:fs/promises';
import { statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AgentAdapter, Capabilities } from '../executors/agents/agent.ts';
import { buildAgentEnvironment } from '../executors/agents/agent-environment.ts';
import { probeAgent } from '../executors/agents/probe-agent.ts';
import { findProgram } from '../find-program.ts';
import { fail, type Result, succeed } from '../result.ts';

/** An agent's CLI as it is installed here. */
export interface InstalledAgent {
  /** Absolute path of its program. */
  file: string;
  capabilities: Capabilities;
}

/** Why a CLI cannot be used, in words for a person. */
export interface AgentProblem {
  kind: 'missing' | 'unusable';
  message: string;
  file?: string;
}

/** Finds an agent's CLI and asks it what it understands. */
export type FindAgent = (adapter: AgentAdapter) => Promise<Result<InstalledAgent, AgentProblem>>;

/** Looks on the PATH of `env`. An answer is kept as long as the program stays the same. */
export function createAgentFinder(env: Readonly<Record<string, string>>): FindAgent {
  const known = new Map<string, Promise<Result<InstalledAgent, AgentProblem>>>();
  return (adapter) => {
    const file = findProgram(adapter.program, env);
    if (file === undefined) {
      return Promise.resolve(fail({ kind: 'missing', message: `\`${adapter.program}\` is not on the PATH` }));
    }
    const { ino, size, mtimeMs } = statSync(file);
    const key = [file, ino, size, mtimeMs].join(':');
    const asked = known.get(key) ?? ask(adapter, file, buildAgentEnvironment(adapter.name, env));
    known.set(key, asked);
    return asked;
  };
}

async function ask(
  adapter: AgentAdapter,
  file: string,
  env: Record<string, string>,
): Promise<Result<InstalledAgent, AgentProblem>> {
  const folder = await mkdtemp(join(tmpdir(), 'planex-probe-'));
  try {
    const capabilities = await probeAgent(adapter, { file, env, folder });
    if (capabilities.ok) return succeed({ file, capabilities: capabilities.value });
    return fail({ kind: 'unusable', message: capabilities.failure, file });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
