import { mkdtemp, rm } from 'node:fs/promises';
import { statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AgentAdapter, Capabilities } from '../../executors/agents/agent.ts';
import { buildAgentEnvironment } from '../../executors/agents/agent-environment.ts';
import { probeAgent } from '../../executors/agents/probe-agent.ts';
import { findProgram } from '../../find-program.ts';
import { fail, type Result, succeed } from '../../result.ts';

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

/** How long a program that cannot be used is not asked again: the machine may only have been too busy for its answer. */
const AGAIN_MS = 60_000;

/** Looks on the PATH of `env`. That a program can be used is remembered as long as it stays the same. */
export function createAgentFinder(
  env: Readonly<Record<string, string>>,
  nowMs: () => number = () => performance.now(),
): FindAgent {
  const known = new Map<string, { asked: ReturnType<typeof ask>; untilMs: number }>();
  return async (adapter) => {
    const file = findProgram(adapter.program, env);
    if (file === undefined) {
      return fail({ kind: 'missing', message: `\`${adapter.program}\` is not on the PATH` });
    }
    const { ino, size, mtimeMs } = statSync(file);
    const key = [file, ino, size, mtimeMs].join(':');
    const before = known.get(key);
    if (before !== undefined && nowMs() < before.untilMs) return before.asked;
    const entry = {
      asked: ask(adapter, file, buildAgentEnvironment(adapter.name, env)),
      untilMs: Number.POSITIVE_INFINITY,
    };
    known.set(key, entry);
    try {
      const answer = await entry.asked;
      if (!answer.ok) entry.untilMs = nowMs() + AGAIN_MS;
      return answer;
    } catch (error) {
      known.delete(key);
      throw error;
    }
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
