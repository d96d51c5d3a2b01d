import { claudeAdapter } from '../../src/executors/agents/claude.ts';
import { findInstalledAgent } from './installed-agent.ts';
import { type AgentScene, makeAgentHome } from './run-agent.ts';
import { probeScene } from './probe-scene.ts';

/** The program itself: what lies on the PATH after an installation without scripts is only a hint at it. */
export const CLAUDE_PROGRAM = findInstalledAgent(
  `@anthropic-ai/claude-code-${process.platform}-${process.arch}/claude`,
);

/** Claude Code that knows one model server, and tries nothing again unless `env` says so. */
export async function makeClaudeScene(
  url: string,
  env: Record<string, string | undefined> = {},
): Promise<AgentScene> {
  const own = {
    ANTHROPIC_BASE_URL: url,
    ANTHROPIC_API_KEY: 'dummy',
    CLAUDE_CODE_MAX_RETRIES: '0',
    API_TIMEOUT_MS: '60000',
    ...env,
  };
  return probeScene(claudeAdapter, CLAUDE_PROGRAM ?? 'claude', makeAgentHome({}, dropUndefined(own)));
}

function dropUndefined(env: Record<string, string | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
