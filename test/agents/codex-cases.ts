import { expect } from 'vitest';
import type { FailureClass } from '../../src/executors/agents/agent.ts';
import type { AgentCase } from './agent-case.ts';
import {
  addFile,
  failLater,
  limitHeaders,
  refuse,
  runCommand,
  sayHalf,
  sayNothing,
  sayText,
  usageOf,
} from './mock/openai-replies.ts';

/** A case with settings of the model provider, beside those that make it give up at once. */
interface CodexCase extends AgentCase {
  provider?: Record<string, unknown>;
}

const INSTANT = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/;
/** Seconds since 1970, and the same instant in words. */
const RESET = { seconds: 2_000_000_000, instant: '2033-05-18T03:33:20.000Z' };

/** Every way that a call of Codex was seen to go. */
export const CODEX_CASES: readonly CodexCase[] = [
  {
    name: 'answer',
    replies: [sayText('The answer is 42.', limitHeaders(12.5, RESET.seconds))],
    requests: 1,
    outcome: {
      kind: 'answered',
      answer: 'The answer is 42.',
      usage: usageOf(1),
      model: 'gpt-5.5',
      limit: { usedPercent: 12.5, resetAt: RESET.instant },
    },
  },
  {
    name: 'command',
    replies: [runCommand('echo hi > made.txt'), sayText('It is made.')],
    requests: 2,
    outcome: { kind: 'answered', answer: 'It is made.', usage: usageOf(2) },
    files: { 'made.txt': 'hi\n' },
  },
  {
    name: 'patch',
    replies: [addFile('made.txt', 'hi'), sayText('It is made.')],
    requests: 2,
    outcome: { kind: 'answered', usage: usageOf(2) },
    files: { 'made.txt': 'hi\n' },
  },
  {
    name: 'command-denied',
    replies: [runCommand('echo hi > made.txt'), sayText('I may not write.')],
    requests: 2,
    call: { sandbox: 'read-only' },
    outcome: { kind: 'answered', answer: 'I may not write.' },
    files: {},
  },
  {
    name: 'command-fails',
    replies: [runCommand('echo oops; exit 3'), sayText('It failed.')],
    requests: 2,
    outcome: { kind: 'answered' },
  },
  {
    name: 'words-of-failure',
    replies: [sayText('turn.failed: exceeded retry limit, last status: 429 Too Many Requests')],
    requests: 1,
    outcome: { kind: 'answered' },
  },
  {
    name: 'no-answer',
    replies: [sayNothing()],
    requests: 1,
    outcome: fails('other', /^answered with nothing/),
  },
  {
    name: 'unknown-model',
    replies: [sayText('Here I am.')],
    requests: 1,
    call: { model: 'gpt-0' },
    outcome: { kind: 'answered', answer: 'Here I am.', model: 'gpt-0' },
  },
  {
    name: 'limit-of-the-service',
    replies: [
      refuse(429, { message: 'Rate limit reached. Please try again in 20s.', code: 'rate_limit_exceeded' }),
    ],
    requests: 1,
    outcome: fails('rate-limited', /^exceeded retry limit, last status: 429/),
  },
  {
    name: 'limit-named-in-the-stream',
    replies: [failLater('rate_limit_exceeded', 'Rate limit reached. Please try again in 90s.')],
    requests: 1,
    outcome: fails('rate-limited', /^rate limit exceeded/, { resetAt: expect.stringMatching(INSTANT) }),
  },
  {
    name: 'limit-of-the-account',
    replies: [
      refuse(
        429,
        { message: 'Used up', type: 'usage_limit_reached', resets_at: RESET.seconds, plan_type: 'plus' },
        limitHeaders(100, RESET.seconds),
      ),
    ],
    requests: 1,
    outcome: fails('rate-limited', /usage limit/, { resetAt: RESET.instant }),
  },
  {
    name: 'limit-waited-for-in-silence',
    replies: [refuse(429, { message: 'Slow down', code: 'rate_limit_exceeded' }, { 'retry-after': '600' })],
    requests: 1,
    provider: { request_max_retries: 4, stream_max_retries: 5 },
    limits: { noOutputMs: 15_000 },
    outcome: fails('rate-limited', /said nothing for too long.*it was waiting: exceeded retry limit.* 429/),
  },
  {
    name: 'quota-used-up',
    replies: [refuse(429, { message: 'You exceeded your current quota', code: 'insufficient_quota' })],
    requests: 1,
    outcome: fails('rate-limited', /^Quota exceeded/, { action: expect.stringContaining('billing') }),
  },
  {
    name: 'key-refused',
    replies: [refuse(401, { message: 'Incorrect API key provided', code: 'invalid_api_key' })],
    requests: 1,
    outcome: fails('auth', /^unexpected status 401/, { action: expect.stringContaining('codex login') }),
  },
  {
    name: 'access-refused',
    replies: [refuse(403, { message: 'Not for you', code: 'forbidden' })],
    requests: 1,
    outcome: fails('auth', /^unexpected status 403/),
  },
  {
    name: 'key-missing',
    replies: [],
    requests: 0,
    provider: { env_key: 'NO_SUCH_KEY' },
    outcome: fails('auth', /^Missing environment variable: `NO_SUCH_KEY`/),
  },
  {
    name: 'bad-request',
    replies: [refuse(400, { message: 'No', code: 'bad' })],
    requests: 1,
    outcome: fails('other', /No/),
  },
  {
    name: 'no-such-model',
    replies: [refuse(404, { message: 'The model does not exist', code: 'model_not_found' })],
    requests: 1,
    outcome: fails('other', /^The model does not exist/),
  },
  {
    name: 'service-broken',
    replies: [refuse(500, { message: 'Oh', code: 'server_error' })],
    requests: 1,
    outcome: fails('overloaded', /high demand/),
  },
  {
    name: 'service-full',
    replies: [refuse(503, { message: 'Full', code: 'server_is_overloaded' })],
    requests: 1,
    outcome: fails('overloaded', /at capacity/),
  },
  {
    name: 'context-overflow',
    replies: [
      runCommand('echo hi'),
      failLater('context_length_exceeded', 'Your input exceeds the context window of this model.'),
    ],
    requests: 2,
    outcome: fails('context-overflow', /^Codex ran out of room/, { usage: usageOf(1) }),
  },
  {
    name: 'stream-cut',
    replies: [runCommand('echo hi'), sayHalf('I beg', 'breaks')],
    requests: 2,
    outcome: fails('cut-off', /^stream disconnected/, { answer: 'I beg', usage: usageOf(1) }),
  },
  {
    name: 'stream-silent',
    replies: [sayHalf('I beg', 'stays-open')],
    requests: 1,
    provider: { stream_idle_timeout_ms: 1_000 },
    outcome: fails('overloaded', /idle timeout/),
  },
  {
    name: 'no-reply',
    replies: [{ kind: 'no-headers' }],
    requests: 1,
    limits: { noOutputMs: 15_000 },
    outcome: fails('timeout', /^said nothing for too long .*, while it waited for the model$/),
  },
  {
    name: 'command-hangs',
    replies: [runCommand('echo begun > made.txt; exec tail -f /dev/null'), runCommand('tail -f /dev/null')],
    requests: 1,
    // After ten seconds Codex itself would hand the command back to the model.
    limits: { noOutputMs: 6_000 },
    outcome: fails('timeout', /^said nothing for too long/, { usage: usageOf(1) }),
    files: { 'made.txt': 'begun\n' },
  },
  {
    name: 'conversation-lost',
    replies: [],
    requests: 0,
    call: { resume: { id: '01a1fabd-f743-71a3-9e3f-344c787431a9', totals: {} } },
    outcome: fails('conversation-lost', /no rollout found/),
  },
  {
    name: 'bad-configuration',
    replies: [],
    requests: 0,
    provider: { wire_api: 'chat' },
    outcome: fails('other', /wire_api/),
  },
];

function fails(failure: FailureClass, message: RegExp, more: object = {}): AgentCase['outcome'] {
  return { kind: 'failed', failure, message: expect.stringMatching(message), ...more };
}
