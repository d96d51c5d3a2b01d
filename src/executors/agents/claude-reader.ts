import { addUsage, type Usage } from '../../tasks/usage.ts';
import {
  classOfStatus,
  explainEnd,
  explainSilence,
  foldMessage,
  type AgentFailure,
  type Wait,
} from './agent-failure.ts';
import type { AgentCall, AgentEnd, AgentEvent, AgentOutcome, AgentReader, AgentReport } from './agent.ts';
import { explainResult } from './claude-failure.ts';
import { type ClaudeBlock, type ClaudeLine, type ClaudeResult, readClaudeLine } from './claude-lines.ts';
import { readTotals, readUsage } from './claude-usage.ts';
import type { ProcessExit } from '../process-exit.ts';

/**
 * Reads what `claude --print --output-format stream-json` prints.
 *
 *   init ─▶ (assistant | api_retry | rate_limit_event)* ─▶ result
 *
 * Several results are possible; the last one counts. Without one the work is not done, whatever the exit status.
 */
export function createClaudeReader(call: AgentCall): AgentReader {
  const before = call.resume?.totals ?? {};
  const seenMessages = new Set<string>();
  /** Files that tools were told to change, by the id of the call. */
  const edits = new Map<string, string>();
  let conversationId: string | undefined;
  let model: string | undefined;
  let said = '';
  /** Input of the model's answers so far; how much output they had is only told by the result. */
  let running: Usage = {};
  /** What the results so far say was used in this call. */
  let reported: Usage | undefined;
  let totals: Usage | undefined;
  let result: ClaudeResult | undefined;
  let waitingFor: Wait | undefined;
  let resetAt: string | undefined;

  function readAssistant({ message }: Extract<ClaudeLine, { type: 'assistant' }>): AgentEvent[] {
    if (message.model === '<synthetic>') return [];
    waitingFor = undefined;
    for (const block of message.content) {
      const path = readEditedPath(block);
      if (block.id !== undefined && path !== undefined) edits.set(block.id, path);
    }
    const events = message.content.flatMap(describeBlock);
    const text = message.content.flatMap((block) => (block.type === 'text' ? [block.text ?? ''] : []));
    if (text.length > 0) said = text.join('');
    const { id = '', usage } = message;
    // Each block of a message comes in a line of its own, with the usage of the whole.
    if (usage === undefined || seenMessages.has(id)) return events;
    seenMessages.add(id);
    const { input_tokens, cache_creation_input_tokens, cache_read_input_tokens } = usage;
    running = addUsage(running, {
      inputTokens: input_tokens + cache_creation_input_tokens + cache_read_input_tokens,
      cachedInputTokens: cache_read_input_tokens,
    });
    return [...events, { kind: 'usage', usage: running }];
  }

  function readToolResults({ message }: Extract<ClaudeLine, { type: 'user' }>): AgentEvent[] {
    const paths = message.content.flatMap(({ tool_use_id: id = '', is_error: failed }) => {
      const path = edits.get(id);
      return path === undefined || failed === true ? [] : [path];
    });
    return paths.length === 0 ? [] : [{ kind: 'changes', paths }];
  }

  function readResult(line: ClaudeResult): AgentEvent[] {
    result = line;
    const usage = readUsage(line, totals ?? before);
    reported = reported === undefined ? usage : addUsage(reported, usage);
    totals = readTotals(line) ?? addUsage(totals ?? before, usage);
    return [{ kind: 'usage', usage: reported }, { kind: 'ended' }];
  }

  function readSystem(line: Extract<ClaudeLine, { type: 'system' }>): AgentEvent[] {
    if (line.subtype === 'init') {
      conversationId = line.session_id;
      model = line.model;
      return [{ kind: 'started', conversationId, ...(model !== undefined && { model }) }];
    }
    const what = line.error_status ?? line.error ?? 'an error';
    const message = `${what}; attempt ${line.attempt} of ${line.max_retries}, the next in ${Math.ceil(line.retry_delay_ms / 1000)} s`;
    const failure = classOfStatus(line.error_status ?? 0);
    waitingFor = { failure: failure === 'other' ? 'timeout' : failure, message };
    return [{ kind: 'retries', message }];
  }

  function readRateLimit(
    info: Extract<ClaudeLine, { type: 'rate_limit_event' }>['rate_limit_info'],
  ): AgentEvent[] {
    if (info.status !== 'rejected') return [];
    resetAt = info.resetsAt == null ? undefined : new Date(info.resetsAt * 1000).toISOString();
    const until = resetAt === undefined ? {} : { resetAt };
    waitingFor = { failure: 'rate-limited', message: 'the limit of the account is used up', ...until };
    return [
      { kind: 'retries', message: waitingFor.message, ...(resetAt !== undefined && { untilAt: resetAt }) },
    ];
  }

  function push(text: string): AgentEvent[] {
    const line = readClaudeLine(text);
    switch (line?.type) {
      case undefined:
        return [];
      case 'system':
        return readSystem(line);
      case 'assistant':
        return readAssistant(line);
      case 'user':
        return readToolResults(line);
      case 'rate_limit_event':
        return readRateLimit(line.rate_limit_info);
      case 'result':
        return readResult(line);
    }
  }

  function explain(exit: ProcessExit, errorTail: string): AgentFailure | undefined {
    const finished = result !== undefined && !result.is_error;
    const ended = finished && exit.kind === 'timed-out' ? undefined : explainEnd(exit, waitingFor);
    if (ended !== undefined) return ended;
    if (result === undefined) return explainStart(exit, errorTail) ?? explainSilence(exit, errorTail);
    if (result.is_error) return explainResult(result, resetAt);
    if (exit.kind === 'signalled' || (exit.kind === 'exited' && exit.code !== 0))
      return explainSilence(exit, errorTail);
    if ((result.result ?? '').trim() === '') return { failure: 'other', message: 'answered with nothing' };
    return undefined;
  }

  function judge({ exit, errorTail }: AgentEnd): AgentOutcome {
    const failure = explain(exit, errorTail);
    const report: AgentReport = {
      answer: failure === undefined ? (result?.result ?? said) : said,
      usage: reported ?? running,
      ...(conversationId !== undefined && {
        conversation: { id: conversationId, totals: totals ?? addUsage(before, running) },
      }),
      ...(model !== undefined && { model }),
    };
    return failure === undefined
      ? { kind: 'answered', ...report }
      : { kind: 'failed', ...report, ...failure };
  }

  return { push, judge };
}

const EDITING_TOOLS = ['Write', 'Edit', 'MultiEdit', 'NotebookEdit'];

function describeBlock(block: ClaudeBlock): AgentEvent[] {
  const { type, text, name, input } = block;
  if (type === 'text' && text !== undefined) return [{ kind: 'says', text }];
  // A change is told when it has been made.
  if (type !== 'tool_use' || name === undefined || readEditedPath(block) !== undefined) return [];
  const command = input?.['command'];
  if (name === 'Bash' && typeof command === 'string') return [{ kind: 'runs', command }];
  return [{ kind: 'uses', tool: name }];
}

function readEditedPath({ name = '', input }: ClaudeBlock): string | undefined {
  const path = input?.['file_path'] ?? input?.['notebook_path'];
  return EDITING_TOOLS.includes(name) && typeof path === 'string' ? path : undefined;
}

/** A mistake in how it was called is told on standard error, before anything else. */
function explainStart(exit: ProcessExit, errorTail: string): AgentFailure | undefined {
  const told = /^(?:error: |No conversation found |Error: ).*$/m.exec(errorTail)?.[0];
  if (exit.kind !== 'exited' || exit.code === 0 || told === undefined) return undefined;
  const failure = told.startsWith('No conversation found ') ? 'conversation-lost' : 'other';
  return { failure, message: foldMessage(told) };
}
