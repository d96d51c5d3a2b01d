import type { Usage } from '../../../src/tasks/usage.ts';
import type { Reply } from './model-server.ts';

/** What the server says each answer has used: `cached` is part of `input`, `thoughts` comes on top of `output`. */
const SERVED = { input: 1200, cached: 1000, output: 24, thoughts: 10 };

/** What this many answers have used in all. */
export function usageOf(answers: number): Usage {
  return {
    inputTokens: answers * SERVED.input,
    cachedInputTokens: answers * SERVED.cached,
    outputTokens: answers * (SERVED.output + SERVED.thoughts),
  };
}

type Part = { text: string } | { functionCall: { name: string; args: unknown } };

/** The model answers with a text, in as many pieces as given. */
export function sayText(...pieces: string[]): Reply {
  return stream(
    pieces.map((text, index) => writeChunk([{ text }], index === pieces.length - 1 ? 'STOP' : undefined)),
  );
}

/** The model says a word and calls a tool. */
export function callTool(name: string, args: unknown, text = 'On it.'): Reply {
  return stream([writeChunk([{ text }]), writeChunk([{ functionCall: { name, args } }], 'STOP')]);
}

/** The model ends its answer without a word, for the reason given. */
export function sayNothing(finishReason = 'STOP'): Reply {
  return stream([writeChunk([], finishReason)]);
}

/** The model is cut off in the middle of its answer by its own limit. */
export function sayTooMuch(text: string): Reply {
  return stream([writeChunk([{ text }], 'MAX_TOKENS')]);
}

/** The first half of an answer, and then silence or a broken connection. */
export function sayHalf(text: string, afterwards: 'stays-open' | 'breaks'): Reply {
  return stream([writeChunk([{ text }])], afterwards);
}

/** The server refuses the request. */
export function refuse(code: number, status: string, message: string, details: unknown[] = []): Reply {
  return { kind: 'whole', status: code, body: JSON.stringify({ error: { code, message, status, details } }) };
}

/** The detail by which the server tells when to come again. */
export function retryAfter(seconds: number): unknown {
  return { '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: `${seconds}s` };
}

/** The detail that names the quota that is used up. */
export function usedUp(quotaId: string): unknown {
  const metric = 'generativelanguage.googleapis.com/generate_content_free_tier_requests';
  return {
    '@type': 'type.googleapis.com/google.rpc.QuotaFailure',
    violations: [{ quotaMetric: metric, quotaId, quotaValue: '250' }],
  };
}

function stream(events: string[], afterwards: 'ends' | 'stays-open' | 'breaks' = 'ends'): Reply {
  return { kind: 'stream', events, afterwards };
}

function writeChunk(parts: Part[], finishReason?: string): string {
  const usageMetadata = {
    promptTokenCount: SERVED.input,
    candidatesTokenCount: SERVED.output,
    thoughtsTokenCount: SERVED.thoughts,
    cachedContentTokenCount: SERVED.cached,
    totalTokenCount: SERVED.input + SERVED.output + SERVED.thoughts,
  };
  const candidate = { content: { role: 'model', parts }, ...(finishReason && { finishReason }), index: 0 };
  return `data: ${JSON.stringify({ candidates: [candidate], usageMetadata, modelVersion: 'gemini-2.5-flash' })}\n\n`;
}
