import { expect } from 'vitest';
import {
  callTool,
  refuse,
  retryAfter,
  sayHalf,
  sayNothing,
  sayText,
  sayTooMuch,
  usageOf,
  usedUp,
} from './mock/gemini-replies.ts';
import type { AgentCase } from './agent-case.ts';

const UNKNOWN_SESSION = '00000000-0000-4000-8000-000000000000';
const PATIENT = {
  '.gemini/settings.json': JSON.stringify({ security: { auth: { selectedType: 'gemini-api-key' } } }),
};

/** What the Gemini CLI makes of every kind of answer. */
export const GEMINI_CASES: readonly AgentCase[] = [
  {
    name: 'answer',
    replies: [sayText('The answer ', 'is 42.')],
    requests: 1,
    outcome: { kind: 'answered', answer: 'The answer is 42.', usage: usageOf(1), model: 'gemini-2.5-flash' },
  },
  {
    name: 'file-written',
    replies: [callTool('write_file', { file_path: 'made.txt', content: 'hi\n' }), sayText('Done.')],
    requests: 2,
    outcome: { kind: 'answered', answer: 'Done.', usage: usageOf(2) },
    files: { 'made.txt': 'hi\n' },
  },
  {
    name: 'command-run',
    replies: [callTool('run_shell_command', { command: 'echo hi > made.txt' }), sayText('Done.')],
    requests: 2,
    outcome: { kind: 'answered', answer: 'Done.' },
    files: { 'made.txt': 'hi\n' },
  },
  {
    name: 'write-denied',
    replies: [callTool('write_file', { file_path: 'made.txt', content: 'hi\n' }), sayText('I could not.')],
    call: { sandbox: 'read-only' },
    requests: 2,
    outcome: { kind: 'answered', answer: 'I could not.' },
    files: {},
  },
  {
    name: 'command-denied',
    replies: [callTool('run_shell_command', { command: 'echo hi > made.txt' }), sayText('I could not.')],
    call: { sandbox: 'read-only' },
    requests: 2,
    outcome: { kind: 'answered', answer: 'I could not.' },
    files: {},
  },
  {
    name: 'rate-limited',
    replies: [refuse(429, 'RESOURCE_EXHAUSTED', 'Over your quota. Please retry in 34s.', [retryAfter(34)])],
    requests: 1,
    outcome: { kind: 'failed', failure: 'rate-limited', resetAt: expect.stringMatching(/^\d{4}-.*Z$/) },
  },
  {
    name: 'rate-limited-without-reset',
    replies: [refuse(429, 'RESOURCE_EXHAUSTED', 'Resource has been exhausted (e.g. check quota).')],
    requests: 1,
    outcome: {
      kind: 'failed',
      failure: 'rate-limited',
      message: 'Resource has been exhausted (e.g. check quota).',
    },
  },
  {
    name: 'limit-used-up',
    replies: [
      refuse(429, 'RESOURCE_EXHAUSTED', 'Over your quota', [
        usedUp('GenerateRequestsPerDayPerProjectPerModel-FreeTier'),
      ]),
    ],
    requests: 1,
    outcome: { kind: 'failed', failure: 'rate-limited', message: expect.stringContaining('daily quota') },
  },
  {
    name: 'waits-for-limit',
    replies: [refuse(429, 'RESOURCE_EXHAUSTED', 'Over your quota. Please retry in 30s.', [retryAfter(30)])],
    home: PATIENT,
    limits: { noOutputMs: 25_000 },
    outcome: {
      kind: 'failed',
      failure: 'rate-limited',
      message: expect.stringContaining('Attempt 1 failed'),
    },
  },
  {
    name: 'waits-for-server',
    recordedOnly: true,
    replies: [refuse(503, 'UNAVAILABLE', 'The model is overloaded.')],
    home: PATIENT,
    limits: { wallClockMs: 12_000 },
    outcome: {
      kind: 'failed',
      failure: 'overloaded',
      message: expect.stringContaining('failed with status 503'),
    },
  },
  {
    name: 'key-refused',
    replies: [refuse(401, 'UNAUTHENTICATED', 'API keys are not supported')],
    requests: 1,
    outcome: {
      kind: 'failed',
      failure: 'auth',
      message: 'API keys are not supported',
      action: expect.stringContaining('GEMINI_API_KEY'),
    },
  },
  {
    name: 'key-invalid',
    recordedOnly: true,
    replies: [refuse(400, 'INVALID_ARGUMENT', 'API key not valid. Please pass a valid API key.')],
    requests: 1,
    outcome: { kind: 'failed', failure: 'auth' },
  },
  {
    name: 'forbidden',
    recordedOnly: true,
    replies: [refuse(403, 'PERMISSION_DENIED', 'The caller does not have permission')],
    requests: 1,
    outcome: { kind: 'failed', failure: 'auth' },
  },
  {
    name: 'not-logged-in',
    replies: [sayText('unreachable')],
    env: { GEMINI_API_KEY: undefined },
    home: { '.gemini/settings.json': '{}' },
    requests: 0,
    outcome: { kind: 'failed', failure: 'auth', usage: {} },
  },
  {
    name: 'settings-broken',
    recordedOnly: true,
    replies: [sayText('unreachable')],
    home: { '.gemini/settings.json': '"nonsense"' },
    requests: 0,
    outcome: { kind: 'failed', failure: 'other', action: expect.stringContaining('settings') },
  },
  {
    name: 'bad-request',
    recordedOnly: true,
    replies: [refuse(400, 'INVALID_ARGUMENT', 'A role is missing')],
    requests: 1,
    outcome: { kind: 'failed', failure: 'other', message: 'A role is missing' },
  },
  {
    name: 'too-long',
    replies: [
      refuse(
        400,
        'INVALID_ARGUMENT',
        'The input token count (2000000) exceeds the maximum number of tokens allowed (1048576).',
      ),
    ],
    requests: 1,
    outcome: { kind: 'failed', failure: 'context-overflow' },
  },
  {
    name: 'unknown-model',
    recordedOnly: true,
    replies: [refuse(404, 'NOT_FOUND', 'models/none is not found')],
    call: { model: 'none' },
    requests: 2,
    outcome: { kind: 'failed', failure: 'other', message: 'models/none is not found' },
  },
  {
    name: 'server-error',
    replies: [refuse(500, 'INTERNAL', 'An internal error has occurred.')],
    requests: 1,
    outcome: { kind: 'failed', failure: 'overloaded' },
  },
  {
    name: 'overloaded',
    replies: [refuse(503, 'UNAVAILABLE', 'The model is overloaded.')],
    requests: 1,
    outcome: { kind: 'failed', failure: 'overloaded' },
  },
  {
    name: 'stream-broken',
    replies: [sayHalf('I beg', 'breaks')],
    requests: 1,
    outcome: { kind: 'failed', failure: 'cut-off', message: 'the connection broke: terminated' },
  },
  {
    name: 'no-headers',
    recordedOnly: true,
    replies: [{ kind: 'no-headers' }],
    limits: { wallClockMs: 8_000 },
    requests: 1,
    outcome: { kind: 'failed', failure: 'timeout' },
  },
  {
    name: 'silent',
    replies: [sayHalf('I beg', 'stays-open')],
    limits: { wallClockMs: 8_000 },
    outcome: { kind: 'failed', failure: 'timeout' },
  },
  {
    name: 'answer-too-long',
    recordedOnly: true,
    replies: [sayTooMuch('And so on')],
    requests: 1,
    // The CLI does not tell that the answer is not whole.
    outcome: { kind: 'answered', answer: 'And so on' },
  },
  {
    name: 'refused',
    recordedOnly: true,
    replies: [sayNothing('SAFETY')],
    requests: 1,
    outcome: { kind: 'failed', failure: 'other', message: expect.stringContaining('safety') },
  },
  {
    name: 'nothing-said',
    replies: [sayNothing()],
    requests: 1,
    outcome: { kind: 'failed', failure: 'other', message: expect.stringContaining('empty response') },
  },
  {
    name: 'unknown-conversation',
    replies: [sayText('unreachable')],
    call: { resume: { id: UNKNOWN_SESSION, totals: {} } },
    requests: 0,
    outcome: {
      kind: 'failed',
      failure: 'conversation-lost',
      message: expect.stringContaining('Error resuming session'),
    },
  },
  {
    name: 'words-of-failure',
    replies: [sayText('[API Error: 429] Attempt 1 failed: quota. Please retry in 5s. Unauthorized author.')],
    requests: 1,
    outcome: { kind: 'answered' },
  },
];
