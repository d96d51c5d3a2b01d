import type { Usage } from '../../../src/tasks/usage.ts';
import { CLAUDE_PROGRAM, makeClaudeScene } from '../claude-scene.ts';
import { CODEX_PROGRAM, makeCodexScene } from '../codex-scene.ts';
import { GEMINI_PROGRAM, makeGeminiScene } from '../gemini-scene.ts';
import * as anthropic from '../mock/anthropic-replies.ts';
import * as gemini from '../mock/gemini-replies.ts';
import type { Reply } from '../mock/model-server.ts';
import * as openai from '../mock/openai-replies.ts';
import type { AgentScene } from '../run-agent.ts';

/** One of the real CLIs, and what its model server can say, in words that are the same for all. */
export interface AgentKit {
  /** What a task says under Backend. */
  backend: string;
  /** Undefined where it could not be installed. */
  program: string | undefined;
  /** The key that its environment holds. */
  key: string;
  makeScene(url: string): Promise<AgentScene>;
  says(text: string): Reply;
  runs(command: string): Reply;
  /** The limit is hit; the server tells when it resets (milliseconds since 1970), or does not. */
  limited(resetAtMs?: number): Reply;
  refusesKey(): Reply;
  breaksDown(): Reply;
  overflows(): Reply;
  breaksOff(): Reply;
  usageOf(answers: number): Usage;
}

export const CODEX: AgentKit = {
  backend: 'codex',
  program: CODEX_PROGRAM,
  key: 'key-of-codex',
  makeScene: async (url) => withEnv(await makeCodexScene(url), { MOCK_API_KEY: 'key-of-codex' }),
  says: (text) => openai.sayText(text),
  runs: (command) => openai.runCommand(command),
  limited: (resetAtMs) =>
    openai.refuse(
      429,
      {
        message: 'Used up',
        type: 'usage_limit_reached',
        ...(resetAtMs === undefined ? {} : { resets_at: Math.ceil(resetAtMs / 1000) }),
      },
      // Its message names the minute only.
      resetAtMs === undefined ? {} : openai.limitHeaders(100, Math.ceil(resetAtMs / 1000)),
    ),
  refusesKey: () => openai.refuse(401, { message: 'no such key' }),
  breaksDown: () => openai.refuse(500, { message: 'Oh', code: 'server_error' }),
  overflows: () => openai.failLater('context_length_exceeded', 'Your input exceeds the context window.'),
  breaksOff: () => openai.sayHalf('I beg', 'breaks'),
  usageOf: openai.usageOf,
};

export const CLAUDE: AgentKit = {
  backend: 'claude',
  program: CLAUDE_PROGRAM,
  key: 'key-of-claude',
  // Only who signs in with an account is told when a limit resets.
  makeScene: (url) =>
    makeClaudeScene(url, {
      ANTHROPIC_API_KEY: undefined,
      CLAUDE_CODE_OAUTH_TOKEN: 'key-of-claude',
      API_TIMEOUT_MS: '60000',
    }),
  says: (text) => anthropic.sayText(text),
  runs: (command) => anthropic.callTool('Bash', { command, description: 'Work' }),
  limited: (resetAtMs) =>
    anthropic.refuse(
      429,
      'rate_limit_error',
      'Used up',
      resetAtMs === undefined ? {} : anthropic.limitHeaders(Math.ceil(resetAtMs / 1000)),
    ),
  refusesKey: () => anthropic.refuse(401, 'authentication_error', 'no such key'),
  breaksDown: () => anthropic.refuse(500, 'api_error', 'Oh'),
  overflows: () => anthropic.refuse(400, 'invalid_request_error', 'prompt is too long: 210000 tokens'),
  breaksOff: () => anthropic.sayHalf('I beg', 'breaks'),
  usageOf: anthropic.usageOf,
};

export const GEMINI: AgentKit = {
  // Left to itself it asks the model which model to ask.
  backend: 'gemini:gemini-2.5-flash',
  program: GEMINI_PROGRAM,
  key: 'key-of-gemini',
  makeScene: (url) => makeGeminiScene(url, { env: { GEMINI_API_KEY: 'key-of-gemini' } }),
  says: (text) => gemini.sayText(text),
  runs: (command) => gemini.callTool('run_shell_command', { command }),
  limited: (resetAtMs) => {
    const seconds = resetAtMs === undefined ? 0 : Math.ceil((resetAtMs - Date.now()) / 1000);
    const when = resetAtMs === undefined ? '' : ` Please retry in ${seconds}s.`;
    const details = resetAtMs === undefined ? [] : [gemini.retryAfter(seconds)];
    return gemini.refuse(429, 'RESOURCE_EXHAUSTED', `Over your quota.${when}`, details);
  },
  refusesKey: () => gemini.refuse(401, 'UNAUTHENTICATED', 'no such key'),
  breaksDown: () => gemini.refuse(500, 'INTERNAL', 'Oh'),
  overflows: () =>
    gemini.refuse(400, 'INVALID_ARGUMENT', 'The input token count exceeds the maximum number of tokens.'),
  breaksOff: () => gemini.sayHalf('I beg', 'breaks'),
  usageOf: gemini.usageOf,
};

function withEnv(scene: AgentScene, env: Record<string, string>): AgentScene {
  return { ...scene, env: { ...scene.env, ...env } };
}
