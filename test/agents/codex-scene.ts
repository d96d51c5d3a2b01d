import { codexAdapter } from '../../src/executors/agents/codex.ts';
import { probeAgent } from '../../src/executors/agents/probe-agent.ts';
import { makeFolder } from '../support/repository.ts';
import { findInstalledAgent } from './installed-agent.ts';
import { type AgentScene, makeAgentHome } from './run-agent.ts';

/** The program as users have it on their PATH. */
export const CODEX_PROGRAM = findInstalledAgent('.bin/codex');

/** Codex in a home whose configuration knows one model server, and tries nothing again unless `provider` says so. */
export async function makeCodexScene(
  url: string,
  provider: Record<string, unknown> = {},
): Promise<AgentScene> {
  const table = {
    name: 'mock',
    base_url: `${url}/v1`,
    wire_api: 'responses',
    env_key: 'MOCK_API_KEY',
    request_max_retries: 0,
    stream_max_retries: 0,
    stream_idle_timeout_ms: 30_000,
    ...provider,
  };
  const lines = Object.entries(table).map(([key, value]) => `${key} = ${JSON.stringify(value)}`);
  const config = ['model_provider = "mock"', 'model = "gpt-5.5"', '[model_providers.mock]', ...lines, ''];
  const { home, env } = makeAgentHome({ '.codex/config.toml': config.join('\n') }, { MOCK_API_KEY: 'dummy' });
  const file = CODEX_PROGRAM ?? 'codex';
  probed ??= probeAgent(codexAdapter, { file, env, folder: makeFolder() });
  const capabilities = await probed;
  if (!capabilities.ok) throw new Error(capabilities.failure);
  return { adapter: codexAdapter, capabilities: capabilities.value, file, home, env };
}

/** Asked once: the answers are those of the program and not of its configuration. */
let probed: ReturnType<typeof probeAgent> | undefined;
