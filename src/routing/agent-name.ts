/** An agent as people name it: its backend, and a model where they want a certain one. */
export interface NamedAgent {
  backend: string;
  model?: string;
}

/** `codex`, `claude:opus`. */
export const AGENT_NAME = /^([\w-]+)(?::(\S+))?$/;

/** The agent that a text names, or undefined when it names none. */
export function parseAgentName(text: string): NamedAgent | undefined {
  const [, backend, model] = AGENT_NAME.exec(text) ?? [];
  if (backend === undefined) return undefined;
  return { backend: backend.toLowerCase(), ...(model === undefined ? {} : { model }) };
}
