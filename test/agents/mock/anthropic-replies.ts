import type { Usage } from '../../../src/tasks/usage.ts';
import type { Reply } from './model-server.ts';

/** What the server says each answer has used; the input is what neither went into the cache nor came from it. */
const SERVED = { input: 100, cacheWritten: 20, cacheRead: 1000, output: 34 };

/** What this many answers have used in all, but for the cost. */
export function usageOf(answers: number): Usage {
  return {
    inputTokens: answers * (SERVED.input + SERVED.cacheWritten + SERVED.cacheRead),
    cachedInputTokens: answers * SERVED.cacheRead,
    outputTokens: answers * SERVED.output,
  };
}

type Block = { type: 'text'; text: string } | { type: 'tool_use'; name: string; input: unknown };

/** The model answers with a text. */
export function sayText(text: string, stopReason = 'end_turn'): Reply {
  return { kind: 'stream', events: writeMessage([{ type: 'text', text }], stopReason), afterwards: 'ends' };
}

/** The model calls a tool, after a word about it. */
export function callTool(name: string, input: unknown, text = 'On it.'): Reply {
  const blocks: Block[] = [
    { type: 'text', text },
    { type: 'tool_use', name, input },
  ];
  return { kind: 'stream', events: writeMessage(blocks, 'tool_use'), afterwards: 'ends' };
}

/** The model answers with nothing at all. */
export function sayNothing(): Reply {
  return { kind: 'stream', events: writeMessage([], 'end_turn'), afterwards: 'ends' };
}

/** The first half of an answer, and then silence or a broken connection. */
export function sayHalf(text: string, afterwards: 'stays-open' | 'breaks'): Reply {
  const events = writeMessage([{ type: 'text', text }], 'end_turn');
  return { kind: 'stream', events: events.slice(0, 3), afterwards };
}

/** The server refuses the request. */
export function refuse(
  status: number,
  type: string,
  message: string,
  headers: Record<string, string> = {},
): Reply {
  const body = JSON.stringify({ type: 'error', error: { type, message }, request_id: 'req_mock' });
  return { kind: 'whole', status, headers, body };
}

/** Headers that tell a subscriber that the five-hour limit is used up until `resetAt` (seconds since 1970). */
export function limitHeaders(resetAt: number): Record<string, string> {
  return {
    'anthropic-ratelimit-unified-status': 'rejected',
    'anthropic-ratelimit-unified-reset': String(resetAt),
    'anthropic-ratelimit-unified-representative-claim': 'five_hour',
    'anthropic-ratelimit-unified-5h-status': 'rejected',
    'anthropic-ratelimit-unified-5h-reset': String(resetAt),
    'anthropic-ratelimit-unified-5h-utilization': '1.0',
  };
}

let messages = 0;

function writeMessage(blocks: Block[], stopReason: string): string[] {
  messages += 1;
  const usage = {
    input_tokens: SERVED.input,
    cache_creation_input_tokens: SERVED.cacheWritten,
    cache_read_input_tokens: SERVED.cacheRead,
    output_tokens: 1,
  };
  const message = {
    id: `msg_${messages}`,
    type: 'message',
    role: 'assistant',
    model: 'claude-opus-5-5',
    content: [],
    stop_reason: null,
    stop_sequence: null,
    usage,
  };
  const delta = { stop_reason: stopReason, stop_sequence: null };
  return [
    writeEvent('message_start', { message }),
    ...blocks.flatMap((block, index) => writeBlock(block, index)),
    writeEvent('message_delta', { delta, usage: { output_tokens: SERVED.output } }),
    writeEvent('message_stop', {}),
  ];
}

function writeBlock(block: Block, index: number): string[] {
  const [start, delta] =
    block.type === 'text'
      ? [
          { type: 'text', text: '' },
          { type: 'text_delta', text: block.text },
        ]
      : [
          { type: 'tool_use', id: `toolu_${messages}_${index}`, name: block.name, input: {} },
          { type: 'input_json_delta', partial_json: JSON.stringify(block.input) },
        ];
  return [
    writeEvent('content_block_start', { index, content_block: start }),
    writeEvent('content_block_delta', { index, delta }),
    writeEvent('content_block_stop', { index }),
  ];
}

function writeEvent(type: string, fields: object): string {
  return `event: ${type}\ndata: ${JSON.stringify({ type, ...fields })}\n\n`;
}
