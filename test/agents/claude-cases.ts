import { expect } from 'vitest';
import {
  callTool,
  limitHeaders,
  refuse,
  sayHalf,
  sayNothing,
  sayText,
  usageOf,
} from './mock/anthropic-replies.ts';
import type { AgentCase } from './agent-case.ts';

const RESET_AT = Date.UTC(2099, 0, 1) / 1000;
const UNKNOWN_CONVERSATION = '00000000-0000-4000-8000-000000000000';

/** What Claude Code makes of every kind of answer. */
export const CLAUDE_CASES: readonly AgentCase[] = [
  {
    name: 'answer',
    replies: [sayText('The answer is 42.')],
    requests: 1,
    outcome: { kind: 'answered', answer: 'The answer is 42.', usage: usageOf(1), model: 'claude-opus-5-5' },
  },
  {
    name: 'file-written',
    replies: [callTool('Write', { file_path: 'made.txt', content: 'hi\n' }), sayText('Done.')],
    requests: 2,
    outcome: { kind: 'answered', answer: 'Done.', usage: usageOf(2) },
    files: { 'made.txt': 'hi\n' },
  },
  {
    name: 'command-run',
    replies: [callTool('Bash', { command: 'echo hi > made.txt', description: 'Write' }), sayText('Done.')],
    requests: 2,
    outcome: { kind: 'answered', answer: 'Done.' },
    files: { 'made.txt': 'hi\n' },
  },
  {
    name: 'write-denied',
    replies: [callTool('Write', { file_path: 'made.txt', content: 'hi\n' }), sayText('I could not.')],
    call: { sandbox: 'read-only' },
    requests: 2,
    outcome: { kind: 'answered', answer: 'I could not.' },
    files: {},
  },
  {
    name: 'command-denied',
    replies: [
      callTool('Bash', { command: 'echo hi > made.txt', description: 'Write' }),
      sayText('I could not.'),
    ],
    call: { sandbox: 'read-only' },
    requests: 2,
    outcome: { kind: 'answered', answer: 'I could not.' },
    files: {},
  },
  {
    name: 'retried',
    replies: [refuse(429, 'rate_limit_error', 'Slow down', { 'retry-after': '1' }), sayText('Done.')],
    env: { CLAUDE_CODE_MAX_RETRIES: '2' },
    requests: 2,
    outcome: { kind: 'answered', answer: 'Done.', usage: usageOf(1) },
  },
  {
    name: 'rate-limited',
    replies: [refuse(429, 'rate_limit_error', 'Too many requests', { 'retry-after': '600' })],
    requests: 1,
    outcome: {
      kind: 'failed',
      failure: 'rate-limited',
      message: 'API Error: Request rejected (429) · Too many requests',
    },
  },
  {
    name: 'limit-used-up',
    replies: [refuse(429, 'rate_limit_error', 'Over your limit', limitHeaders(RESET_AT))],
    env: { ANTHROPIC_API_KEY: undefined, CLAUDE_CODE_OAUTH_TOKEN: 'dummy' },
    requests: 1,
    outcome: { kind: 'failed', failure: 'rate-limited', resetAt: '2099-01-01T00:00:00.000Z' },
  },
  {
    name: 'waits-for-limit',
    replies: [refuse(429, 'rate_limit_error', 'Slow down', { 'retry-after': '30' })],
    env: { CLAUDE_CODE_MAX_RETRIES: '5' },
    limits: { noOutputMs: 10_000 },
    outcome: {
      kind: 'failed',
      failure: 'rate-limited',
      message: expect.stringContaining('429; attempt 1 of 5'),
    },
  },
  {
    name: 'credit-used-up',
    replies: [refuse(400, 'invalid_request_error', 'Your credit balance is too low to access the API.')],
    requests: 1,
    outcome: { kind: 'failed', failure: 'rate-limited', action: 'add credit to the account' },
  },
  {
    name: 'key-refused',
    replies: [refuse(401, 'authentication_error', 'invalid x-api-key')],
    requests: 1,
    outcome: { kind: 'failed', failure: 'auth', action: expect.stringContaining('ANTHROPIC_API_KEY') },
  },
  {
    name: 'forbidden',
    replies: [refuse(403, 'permission_error', 'no access')],
    requests: 1,
    outcome: { kind: 'failed', failure: 'auth' },
  },
  {
    name: 'not-logged-in',
    replies: [sayText('unreachable')],
    env: { ANTHROPIC_API_KEY: undefined },
    requests: 0,
    outcome: {
      kind: 'failed',
      failure: 'auth',
      message: expect.stringContaining('Not logged in'),
      usage: usageOf(0),
    },
  },
  {
    name: 'bad-request',
    replies: [refuse(400, 'invalid_request_error', 'messages: a role is missing')],
    requests: 6,
    outcome: { kind: 'failed', failure: 'other', message: 'API Error: 400 messages: a role is missing' },
  },
  {
    name: 'too-long',
    replies: [refuse(400, 'invalid_request_error', 'prompt is too long: 210000 tokens > 200000 maximum')],
    requests: 1,
    outcome: { kind: 'failed', failure: 'context-overflow' },
  },
  {
    name: 'unknown-model',
    replies: [refuse(404, 'not_found_error', 'model: none')],
    call: { model: 'none' },
    requests: 2,
    outcome: { kind: 'failed', failure: 'other', action: expect.stringContaining('model') },
  },
  {
    name: 'server-error',
    replies: [refuse(500, 'api_error', 'Internal server error')],
    requests: 1,
    outcome: { kind: 'failed', failure: 'overloaded' },
  },
  {
    name: 'overloaded',
    replies: [refuse(529, 'overloaded_error', 'Overloaded')],
    requests: 1,
    outcome: { kind: 'failed', failure: 'overloaded' },
  },
  {
    name: 'stream-broken',
    replies: [sayHalf('I beg', 'breaks')],
    requests: 2,
    outcome: { kind: 'failed', failure: 'cut-off' },
  },
  {
    name: 'no-headers',
    replies: [{ kind: 'no-headers' }],
    env: { API_TIMEOUT_MS: '3000' },
    requests: 1,
    outcome: { kind: 'failed', failure: 'timeout', message: expect.stringContaining('Request timed out') },
  },
  {
    name: 'silent',
    replies: [sayHalf('I beg', 'stays-open')],
    limits: { noOutputMs: 10_000 },
    outcome: {
      kind: 'failed',
      failure: 'timeout',
      message: expect.stringContaining('said nothing for too long'),
    },
  },
  {
    name: 'answer-too-long',
    replies: [sayText('And so on', 'max_tokens')],
    requests: 4,
    outcome: { kind: 'failed', failure: 'other', usage: usageOf(4) },
  },
  {
    name: 'refused',
    replies: [sayText('', 'refusal')],
    requests: 2,
    outcome: { kind: 'failed', failure: 'other', message: expect.stringContaining('safeguards') },
  },
  {
    name: 'nothing-said',
    replies: [sayNothing()],
    requests: 2,
    outcome: { kind: 'failed', failure: 'other', message: 'answered with nothing', usage: usageOf(2) },
  },
  {
    name: 'unknown-conversation',
    replies: [sayText('unreachable')],
    call: { resume: { id: UNKNOWN_CONVERSATION, totals: {} } },
    requests: 0,
    outcome: {
      kind: 'failed',
      failure: 'conversation-lost',
      message: `No conversation found with session ID: ${UNKNOWN_CONVERSATION}`,
    },
  },
  {
    name: 'words-of-failure',
    replies: [sayText('API Error: 429. Not logged in. I hit the rate limit of the author.')],
    requests: 1,
    outcome: {
      kind: 'answered',
      answer: 'API Error: 429. Not logged in. I hit the rate limit of the author.',
    },
  },
];
