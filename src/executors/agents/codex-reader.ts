import type { AgentCall, AgentEvent, AgentReader, AgentReport } from './agent.ts';
import { type CodexEvent, type CodexItemEvent, parseCodexEvent } from './codex-events.ts';
import { describeCodexItem } from './codex-items.ts';
import { type CodexTrace, explainCodex } from './codex-judge.ts';
import { type CodexFact, readCodexRecord } from './codex-transcript.ts';
import { countCodexUsage } from './codex-usage.ts';

/*
 *  thread.started ─▶ items, errors … ─┬─▶ turn.completed ─▶ answered
 *                                     ├─▶ turn.failed ────▶ failed, by its message
 *                                     └─▶ no more lines ──▶ failed, by what it last complained of or how it ended
 */

const WAITING = 'while it waited for the model';

/** Follows the lines of `codex exec --json`, and what the call adds to the record of the thread. */
export function createCodexReader(call: AgentCall): AgentReader {
  const trace: CodexTrace = { doing: 'before it had begun', answer: '' };
  const count = countCodexUsage(call.resume?.totals ?? {});
  let threadId = call.resume?.id;
  let { model } = call;

  function takeItem(event: CodexItemEvent): AgentEvent[] {
    const { item } = event;
    const isRunning = event.type === 'item.started' && item.type === 'command_execution';
    trace.doing = isRunning ? `while it ran \`${item.command}\`` : WAITING;
    delete trace.trouble;
    if (item.type === 'agent_message') trace.answer = item.text;
    return describeCodexItem(event, call.workspace);
  }

  function takeEvent(event: CodexEvent): AgentEvent[] {
    switch (event.type) {
      case 'thread.started':
        threadId = event.thread_id;
        trace.doing = WAITING;
        return [{ kind: 'started', conversationId: threadId }];
      case 'item.started':
      case 'item.completed':
        return takeItem(event);
      case 'error': {
        const why = readRetry(event.message);
        trace.trouble = why ?? event.message;
        return why === undefined ? [] : [{ kind: 'retries', message: event.message }];
      }
      case 'turn.completed':
        trace.terminal = { kind: 'completed' };
        if (event.usage !== undefined) count.setTotal(event.usage);
        return [{ kind: 'usage', usage: count.own() }, { kind: 'ended' }];
      case 'turn.failed':
        trace.terminal = { kind: 'failed', message: event.error.message };
        return [{ kind: 'ended' }];
    }
  }

  function takeFact(fact: CodexFact): AgentEvent[] {
    switch (fact.kind) {
      case 'answer':
        count.addAnswer(fact.usage);
        return [{ kind: 'usage', usage: count.own() }];
      case 'total':
        // The end of the turn has told the last one.
        if (trace.terminal?.kind !== 'completed') count.setTotal(fact.usage);
        return [];
      case 'model':
        ({ model } = fact);
        return [];
      case 'limit':
        trace.limit = fact.limit;
        return [];
      case 'error':
        trace.errorInfo = fact.info;
        return [];
    }
  }

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
        usage: count.own(),
        ...(threadId !== undefined && { conversation: { id: threadId, totals: count.total() } }),
        ...(model !== undefined && { model }),
        ...(trace.limit !== undefined && { limit: trace.limit }),
      };
      return failure === undefined
        ? { kind: 'answered', ...report }
        : { kind: 'failed', ...report, ...failure };
    },
  };
}

/** Why it tries again; undefined for an error that it does not try again after. */
function readRetry(message: string): string | undefined {
  const [, counted, other] = /^Reconnecting\.\.\. (?:\d+\/\d+ \((.*)\)|(.*))$/s.exec(message) ?? [];
  return counted ?? other;
}
