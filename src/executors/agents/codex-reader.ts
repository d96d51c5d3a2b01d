import { subtractUsage, type Usage } from '../../tasks/usage.ts';
import type { AgentCall, AgentEvent, AgentReader, AgentReport } from './agent.ts';
import { type CodexEvent, type CodexUsage, parseCodexEvent } from './codex-events.ts';
import { describeCodexItem } from './codex-items.ts';
import { type CodexTrace, explainCodex } from './codex-judge.ts';
import { type CodexFact, readCodexRecord } from './codex-transcript.ts';

/*
 *  thread.started ─▶ items, errors … ─┬─▶ turn.completed ─▶ answered
 *                                     ├─▶ turn.failed ────▶ failed, by its message
 *                                     └─▶ no more lines ──▶ failed, by what it last complained of or how it ended
 */

/** Follows the lines of `codex exec --json`, and what the call adds to the record of the thread. */
export function createCodexReader(call: AgentCall): AgentReader {
  const trace: CodexTrace = { doing: 'before it had begun', answer: '' };
  let threadId = call.resume?.id;
  let { model } = call;
  /** Of the whole thread. */
  let totals: Usage | undefined;
  let isExact = false;
  const countOwn = (): Usage =>
    totals === undefined ? {} : subtractUsage(totals, call.resume?.totals ?? {});

  const takeEvent = (event: CodexEvent): AgentEvent[] => {
    switch (event.type) {
      case 'thread.started':
        threadId = event.thread_id;
        trace.doing = 'while it waited for the model';
        return [{ kind: 'started', conversationId: threadId }];
      case 'error': {
        const [isRetry, trouble = event.message] = RETRY.exec(event.message)?.filter(isText) ?? [];
        trace.trouble = trouble;
        return isRetry === undefined ? [] : [{ kind: 'retries', message: event.message }];
      }
      case 'turn.completed':
        trace.terminal = { kind: 'completed' };
        if (event.usage !== undefined) totals = readUsage(event.usage);
        return [{ kind: 'usage', usage: countOwn() }, { kind: 'ended' }];
      case 'turn.failed':
        trace.terminal = { kind: 'failed', message: event.error.message };
        return [{ kind: 'ended' }];
      case 'item.started':
      case 'item.completed': {
        const { item } = event;
        delete trace.trouble;
        trace.doing =
          event.type === 'item.started' && item.type === 'command_execution'
            ? `while it ran \`${item.command}\``
            : 'while it waited for the model';
        if (item.type === 'agent_message') trace.answer = item.text;
        return describeCodexItem(event, call.workspace);
      }
    }
  };

  const takeFact = (fact: CodexFact): AgentEvent[] => {
    switch (fact.kind) {
      case 'model':
        ({ model } = fact);
        return [];
      case 'limit':
        trace.limit = fact.limit;
        return [];
      case 'error':
        trace.errorInfo = fact.info;
        return [];
      case 'totals':
        if (trace.terminal?.kind === 'completed' || (isExact && !fact.exact)) return [];
        isExact = fact.exact;
        totals = readUsage(fact.totals);
        return [{ kind: 'usage', usage: countOwn() }];
    }
  };

  return {
    push(line) {
      const event = parseCodexEvent(line);
      return event === undefined ? [] : takeEvent(event);
    },
    pushTranscript: (line) => readCodexRecord(line).flatMap(takeFact),
    judge(end) {
      const failure = explainCodex(trace, end);
      const report: AgentReport = {
        answer: trace.answer,
        usage: countOwn(),
        ...(threadId !== undefined && {
          conversation: { id: threadId, totals: totals ?? call.resume?.totals ?? {} },
        }),
        ...(model !== undefined && { model }),
        ...(trace.limit !== undefined && { limit: trace.limit }),
      };
      return failure === undefined
        ? { kind: 'answered', ...report }
        : { kind: 'failed', ...report, ...failure };
    },
  };
}

const RETRY = /^Reconnecting\.\.\. (?:\d+\/\d+ \((.*)\)|(.*))$/s;

function isText(part: string | undefined): part is string {
  return part !== undefined;
}

function readUsage(usage: CodexUsage): Usage {
  return {
    ...(usage.input_tokens === undefined ? {} : { inputTokens: usage.input_tokens }),
    ...(usage.cached_input_tokens === undefined ? {} : { cachedInputTokens: usage.cached_input_tokens }),
    ...(usage.output_tokens === undefined ? {} : { outputTokens: usage.output_tokens }),
  };
}
