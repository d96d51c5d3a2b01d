import type { AgentName } from './agent.ts';

/** Names of variables by which each CLI signs in, or is told where its service is. Two may share one. */
const CREDENTIALS: Record<AgentName, readonly RegExp[]> = {
  codex: [/^OPENAI_/, /^CODEX_/],
  claude: [
    /^ANTHROPIC_/,
    /^CLAUDE_/,
    // Claude Code can be served by Vertex AI.
    /^GOOGLE_APPLICATION_CREDENTIALS$/,
    /^GOOGLE_CLOUD_/,
  ],
  gemini: [/^GEMINI_/, /^GOOGLE_/],
};

const AGENTS = Object.keys(CREDENTIALS).filter((name): name is AgentName => name in CREDENTIALS);

/** Tells the variables that belong to this agent's CLI. */
export function credentialsOf(agent: AgentName): (name: string) => boolean {
  return (name) => CREDENTIALS[agent].some((pattern) => pattern.test(name));
}

/**
 * The environment for one agent's CLI: the scrubbed one without what belongs to other agents. A model can print its
 * environment, so that a key goes to nobody who has no use for it.
 */
export function buildAgentEnvironment(
  agent: AgentName,
  scrubbed: Readonly<Record<string, string>>,
): Record<string, string> {
  const isOwn = credentialsOf(agent);
  const others = AGENTS.filter((name) => name !== agent).map(credentialsOf);
  return Object.fromEntries(
    Object.entries(scrubbed).filter(([name]) => isOwn(name) || !others.some((isOthers) => isOthers(name))),
  );
}
