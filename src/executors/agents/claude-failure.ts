import { type AgentFailure, classOfStatus, foldMessage } from './agent-failure.ts';
import type { FailureClass } from './agent.ts';
import type { ClaudeResult } from './claude-lines.ts';

const LOG_IN = 'run `claude` and log in with /login, or set ANTHROPIC_API_KEY';
const SET_MODEL = 'name a model that this account can use';

/** Beginnings of the CLI's own error texts where no field of the result says the same. */
const PHRASES: { begins: RegExp; failure: FailureClass; action?: string }[] = [
  { begins: /^Not logged in\b/, failure: 'auth', action: LOG_IN },
  { begins: /^Invalid API key\b/, failure: 'auth', action: LOG_IN },
  { begins: /^Credit balance is too low\b/, failure: 'rate-limited', action: 'add credit to the account' },
  { begins: /^No conversation found with session ID\b/, failure: 'conversation-lost' },
  { begins: /^Prompt is too long\b/, failure: 'context-overflow' },
  { begins: /^There's an issue with the selected model\b/, failure: 'other', action: SET_MODEL },
  { begins: /^Request timed out\b/, failure: 'timeout' },
  { begins: /^(API Error: )?Connection to the API was lost\b/, failure: 'cut-off' },
];

/** Why a turn failed. `resetAt` is when the used-up limit is given back, if the CLI has told. */
export function explainResult(result: ClaudeResult, resetAt: string | undefined): AgentFailure {
  const text = foldMessage(result.result ?? result.errors?.join('; ') ?? '');
  const message = text === '' ? `ended with "${result.terminal_reason ?? result.subtype}"` : text;
  const phrase = PHRASES.find(({ begins }) => begins.test(text));
  const failure = readClass(result) ?? phrase?.failure ?? classOfStatus(result.api_error_status ?? 0);
  const action = phrase?.action ?? (failure === 'auth' ? LOG_IN : undefined);
  return {
    failure,
    message,
    ...(failure === 'rate-limited' && resetAt !== undefined && { resetAt }),
    ...(action !== undefined && { action }),
  };
}

function readClass(result: ClaudeResult): FailureClass | undefined {
  if (result.api_error === 'usage_limit_reached') return 'rate-limited';
  if (result.api_error === 'connection_failed') return 'cut-off';
  if (result.terminal_reason === 'prompt_too_long') return 'context-overflow';
  if (result.terminal_reason?.startsWith('aborted_')) return 'cut-off';
  const failure = classOfStatus(result.api_error_status ?? 0);
  return failure === 'other' ? undefined : failure;
}
