import type { AgentEnd, LimitState } from './agent.ts';
import { type AgentFailure, explainEnd, explainSilence, foldMessage } from './agent-failure.ts';
import { classifyCodexFailure } from './codex-failures.ts';
import type { CodexErrorInfo } from './codex-transcript.ts';
import { readRetryTime } from './retry-time.ts';

/** What was seen of a call up to its end. */
export interface CodexTrace {
  /** The last word of the turn. */
  terminal?: { kind: 'completed' } | { kind: 'failed'; message: string };
  /** What it last complained of, until it got on. */
  trouble?: string;
  /** What it was about, as the end of a sentence. */
  doing: string;
  /** The last message of the model. */
  answer: string;
  limit?: LimitState;
  errorInfo?: CodexErrorInfo;
}

/** Says why a call failed; undefined when it did not. Only the last word of the turn makes it a success. */
export function explainCodex(trace: CodexTrace, end: AgentEnd): AgentFailure | undefined {
  const { terminal, trouble, doing } = trace;
  const { exit, errorTail } = end;
  if (terminal?.kind === 'failed') return describeFailure(terminal.message, trace, end);
  // Many a CLI answers and does not exit.
  const hangs = terminal?.kind === 'completed' && exit.kind === 'timed-out' && exit.survivors === 0;
  const ended = hangs
    ? undefined
    : explainEnd(exit, trouble === undefined ? undefined : describeFailure(trouble, trace, end));
  if (ended !== undefined) return ended.failure === 'timeout' ? addTo(ended, doing) : ended;
  if (terminal?.kind !== 'completed') {
    const said = exit.kind === 'exited' ? (trouble ?? readLastError(errorTail)) : undefined;
    return said === undefined ? addTo(explainSilence(exit, ''), doing) : describeFailure(said, trace, end);
  }
  if (exit.kind === 'exited' && exit.code !== 0) return explainSilence(exit, errorTail);
  return trace.answer.trim() === '' ? { failure: 'other', message: 'answered with nothing' } : undefined;
}

function describeFailure(
  message: string,
  { limit, errorInfo }: CodexTrace,
  { endedAtMs }: AgentEnd,
): AgentFailure {
  const found = classifyCodexFailure(message, errorInfo);
  const isUsedUp = (limit?.usedPercent ?? 0) >= 100;
  const resetAt =
    found.failure === 'rate-limited'
      ? ((isUsedUp ? limit?.resetAt : undefined) ?? readRetryTime(message, endedAtMs))
      : undefined;
  return { ...found, message: foldMessage(message), ...(resetAt === undefined ? {} : { resetAt }) };
}

function addTo(failure: AgentFailure, doing: string): AgentFailure {
  return { ...failure, message: `${failure.message}, ${doing}` };
}

/** A mistake that it found before the turn began is told on standard error alone. */
function readLastError(errorTail: string): string | undefined {
  return [...errorTail.matchAll(/^(?:error: )?((?:(?<=error: )|error ).+)$/gim)].at(-1)?.[1]?.trim();
}
