import type { FailureClass } from './agent.ts';
import type { CodexErrorInfo } from './codex-transcript.ts';

/** What kind of failure it was, and what a person can do. */
export interface CodexFailure {
  failure: FailureClass;
  action?: string;
}

const SIGN_IN = 'sign in with `codex login`, or mend the key that its configuration names';
const PAY = 'check the plan and the billing of the account';

/** Its own words for programs, from its record of the thread. Words that are not here decide nothing. */
const BY_CODE: Record<string, FailureClass> = {
  usage_limit_exceeded: 'rate-limited',
  rate_limit_exceeded: 'rate-limited',
  unauthorized: 'auth',
  context_window_exceeded: 'context-overflow',
  internal_server_error: 'overloaded',
  server_overloaded: 'overloaded',
};

/** How its own message begins. It is never the model's text; still only the beginning counts, because the rest quotes the service. */
const BY_MESSAGE: [RegExp, CodexFailure][] = [
  [/^Quota exceeded\./, { failure: 'rate-limited', action: PAY }],
  [/^You.ve hit your usage limit\b/, { failure: 'rate-limited' }],
  [/^rate limit exceeded\b/i, { failure: 'rate-limited' }],
  [/^(exceeded retry limit, last|unexpected) status:? 429\b/, { failure: 'rate-limited' }],
  [/^(exceeded retry limit, last|unexpected) status:? 40[13]\b/, { failure: 'auth', action: SIGN_IN }],
  [/^Missing environment variable: /, { failure: 'auth', action: SIGN_IN }],
  [/^(exceeded retry limit, last|unexpected) status:? 5\d\d\b/, { failure: 'overloaded' }],
  [/^We.re currently experiencing high demand\b/, { failure: 'overloaded' }],
  [/^Selected model is at capacity\b/, { failure: 'overloaded' }],
  [/^stream disconnected before completion: idle timeout\b/, { failure: 'overloaded' }],
  [/^stream disconnected before completion\b/, { failure: 'cut-off' }],
  [/^waiting for network\b/, { failure: 'overloaded' }],
  [/^(Connection failed|error sending request|request timed out)\b/i, { failure: 'overloaded' }],
  [/^Codex ran out of room in the model's context window\b/, { failure: 'context-overflow' }],
  [/^thread\/resume: .*\bno rollout found for thread id\b/, { failure: 'conversation-lost' }],
];

/** What kind of failure it is: by the words for programs where there are any, else by how the message begins. */
export function classifyCodexFailure(message: string, info?: CodexErrorInfo): CodexFailure {
  const byMessage = BY_MESSAGE.find(([beginning]) => beginning.test(message))?.[1];
  const failure = (info && classifyInfo(info)) ?? byMessage?.failure ?? 'other';
  const action = failure === 'auth' ? SIGN_IN : failure === byMessage?.failure ? byMessage.action : undefined;
  return { failure, ...(action === undefined ? {} : { action }) };
}

function classifyInfo({ code, httpStatus }: CodexErrorInfo): FailureClass | undefined {
  if (Object.hasOwn(BY_CODE, code)) return BY_CODE[code];
  if (httpStatus === undefined) return undefined;
  if (httpStatus === 429) return 'rate-limited';
  if (httpStatus === 401 || httpStatus === 403) return 'auth';
  return httpStatus >= 500 ? 'overloaded' : undefined;
}
