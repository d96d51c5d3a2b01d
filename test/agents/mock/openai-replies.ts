import type { Usage } from '../../../src/tasks/usage.ts';
import type { Reply } from './model-server.ts';

/** What the server says each answer has used: `cached` is part of `input`, `reasoning` of `output`. */
const SERVED = { input: 1200, cached: 1000, output: 34, reasoning: 10 };

/** What this many answers have used in all. */
export function usageOf(answers: number): Usage {
  return {
    inputTokens: answers * SERVED.input,
    cachedInputTokens: answers * SERVED.cached,
    outputTokens: answers * SERVED.output,
  };
}

/** The model answers with a text. */
export function sayText(text: string, headers: Record<string, string> = {}): Reply {
  return { kind: 'stream', headers, events: [writeItem(message(text)), writeEnd()], afterwards: 'ends' };
}

/** The model says a word and asks for a shell command. */
export function runCommand(cmd: string, text = 'On it.'): Reply {
  const call = { type: 'function_call', name: 'exec_command', arguments: JSON.stringify({ cmd }) };
  return stream([writeItem(message(text)), writeItem({ ...call, call_id: nextId() }), writeEnd()]);
}

/** The model adds a file with its own tool for patches. */
export function addFile(path: string, line: string): Reply {
  const input = `*** Begin Patch\n*** Add File: ${path}\n+${line}\n*** End Patch\n`;
  const call = { type: 'custom_tool_call', name: 'apply_patch', input, call_id: nextId() };
  return stream([writeItem(call), writeEnd()]);
}

/** The model ends its turn without a word. */
export function sayNothing(): Reply {
  return stream([writeEnd()]);
}

/** The first half of an answer, and then silence or a broken connection. */
export function sayHalf(text: string, afterwards: 'stays-open' | 'breaks'): Reply {
  return { kind: 'stream', events: [writeItem(message(text))], afterwards };
}

/** The server accepts the request and fails in its stream. */
export function failLater(code: string, text: string): Reply {
  return stream([
    writeEvent('response.failed', { response: { id: nextId(), error: { code, message: text } } }),
  ]);
}

/** The server refuses the request. */
export function refuse(
  status: number,
  error: { message: string; type?: string; code?: string; resets_at?: number; plan_type?: string },
  headers: Record<string, string> = {},
): Reply {
  return { kind: 'whole', status, headers, body: JSON.stringify({ error }) };
}

/** Headers that tell how much of the account's five hours is used, and when they start afresh (seconds since 1970). */
export function limitHeaders(usedPercent: number, resetAt: number): Record<string, string> {
  return {
    'x-codex-primary-used-percent': String(usedPercent),
    'x-codex-primary-window-minutes': '300',
    'x-codex-primary-reset-at': String(resetAt),
  };
}

let ids = 0;

function nextId(): string {
  ids += 1;
  return `id_${ids}`;
}

function message(text: string): object {
  return { type: 'message', role: 'assistant', id: nextId(), content: [{ type: 'output_text', text }] };
}

function stream(events: string[]): Reply {
  return { kind: 'stream', events, afterwards: 'ends' };
}

function writeItem(item: object): string {
  return writeEvent('response.output_item.done', { item });
}

function writeEnd(): string {
  const usage = {
    input_tokens: SERVED.input,
    input_tokens_details: { cached_tokens: SERVED.cached },
    output_tokens: SERVED.output,
    output_tokens_details: { reasoning_tokens: SERVED.reasoning },
    total_tokens: SERVED.input + SERVED.output,
  };
  return writeEvent('response.completed', { response: { id: nextId(), usage } });
}

function writeEvent(type: string, fields: object): string {
  return `event: ${type}\ndata: ${JSON.stringify({ type, ...fields })}\n\n`;
}
