import type { Usage } from '../../tasks/usage.ts';
import { type AgentFailure, explainEnd, explainSilence } from './agent-failure.ts';
import type { AgentCall, AgentEnd, AgentEvent, AgentOutcome, AgentReader, AgentReport } from './agent.ts';
import { explainError, explainStatus, readWait } from './gemini-failure.ts';
import { type GeminiLine, type GeminiResult, readGeminiLine } from './gemini-lines.ts';

/**
 * Reads what `gemini --output-format stream-json` prints.
 *
 *   init ─▶ (message | tool_use ─▶ tool_result | error)* ─▶ result
 *
 * The result holds no text: the answer is what the model said after the last tool.
 */
export function createGeminiReader(_call: AgentCall): AgentReader {
  /** Files that tools were told to change, by the id of the call. */
  const edits = new Map<string, string>();
  let conversationId: string | undefined;
  let model: string | undefined;
  /** Since the last tool. */
  let said = '';
  let untold = '';
  /** Nothing has come since it last asked the model. */
  let asking = false;
  let error: string | undefined;
  let result: GeminiResult | undefined;

  function push(text: string): AgentEvent[] {
    const line = readGeminiLine(text);
    switch (line?.type) {
      case undefined:
        return [];
      case 'init':
        conversationId = line.session_id;
        model = line.model;
        asking = true;
        return [{ kind: 'started', conversationId, ...(model !== undefined && { model }) }];
      case 'message':
        // The text comes in pieces; it is told as a whole when something else follows.
        if (line.role !== 'assistant') return [];
        said += line.content;
        untold += line.content;
        asking = false;
        return [];
      case 'tool_use': {
        asking = false;
        const path = readEditedPath(line);
        // A change is told when it has been made.
        if (path === undefined) return [...tellSaid(), describeTool(line)];
        edits.set(line.tool_id, path);
        return tellSaid();
      }
      case 'tool_result': {
        said = '';
        asking = true;
        const path = edits.get(line.tool_id);
        return path === undefined || line.status !== 'success' ? [] : [{ kind: 'changes', paths: [path] }];
      }
      case 'error':
        if (line.severity === 'error') error = line.message;
        return [];
      case 'result': {
        result = line;
        const usage = readUsage(line);
        return [
          ...tellSaid(),
          ...(usage === undefined ? [] : [{ kind: 'usage' as const, usage }]),
          { kind: 'ended' },
        ];
      }
    }
  }

  function tellSaid(): AgentEvent[] {
    const text = untold;
    untold = '';
    return text.trim() === '' ? [] : [{ kind: 'says', text }];
  }

  function explain({ exit, errorTail, endedAtMs }: AgentEnd): AgentFailure | undefined {
    const finished = result?.status === 'success';
    const ended =
      finished && exit.kind === 'timed-out'
        ? undefined
        : explainEnd(exit, asking ? readWait(errorTail, endedAtMs) : undefined);
    if (ended !== undefined) return ended;
    if (result === undefined) return explainStatus(exit, errorTail) ?? explainSilence(exit, errorTail);
    if (!finished) return explainError(exit, result.error?.message ?? error ?? '', endedAtMs);
    if (exit.kind === 'signalled' || (exit.kind === 'exited' && exit.code !== 0))
      return explainSilence(exit, errorTail);
    if (said.trim() === '') return { failure: 'other', message: 'answered with nothing' };
    return undefined;
  }

  function judge(end: AgentEnd): AgentOutcome {
    const failure = explain(end);
    const usage = (result && readUsage(result)) ?? {};
    const report: AgentReport = {
      answer: said,
      usage,
      ...(conversationId !== undefined && { conversation: { id: conversationId, totals: {} } }),
      ...(model !== undefined && { model }),
    };
    return failure === undefined
      ? { kind: 'answered', ...report }
      : { kind: 'failed', ...report, ...failure };
  }

  return { push, judge };
}

/** What a run used. The output that the CLI counts leaves out the model's thoughts; the total has them. */
function readUsage({ stats }: GeminiResult): Usage | undefined {
  // A run that failed reports zeros, also for calls that were served before the failure.
  if (stats === undefined || stats.total_tokens === 0) return undefined;
  return {
    inputTokens: stats.input_tokens,
    ...(stats.cached !== undefined && { cachedInputTokens: stats.cached }),
    outputTokens: Math.max(stats.output_tokens, stats.total_tokens - stats.input_tokens),
  };
}

type ToolUse = Extract<GeminiLine, { type: 'tool_use' }>;

function describeTool({ tool_name: tool, parameters }: ToolUse): AgentEvent {
  const command = parameters?.['command'];
  if (tool === 'run_shell_command' && typeof command === 'string') return { kind: 'runs', command };
  return { kind: 'uses', tool };
}

const EDITING_TOOLS = ['write_file', 'replace'];

function readEditedPath({ tool_name: tool, parameters }: ToolUse): string | undefined {
  const path = parameters?.['file_path'];
  return EDITING_TOOLS.includes(tool) && typeof path === 'string' ? path : undefined;
}
