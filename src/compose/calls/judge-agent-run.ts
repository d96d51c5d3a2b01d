import type { ExecutionOutcome } from '../../daemon/execution.ts';
import type { AgentOutcome } from '../../executors/agents/agent.ts';
import type { RoutedFallback } from '../../routing/route.ts';
import type { Conversation } from '../../tasks/conversation.ts';
import type { Reason } from '../../tasks/reason.ts';
import type { AgentRunEnd } from './agent-run.ts';

type Unanswered = Exclude<ExecutionOutcome, { kind: 'done' | 'asks' }>;

/** What a call that did not come to an answer means for its run; undefined when it did. */
export function judgeAgentRun(
  backend: string,
  { report, exit, held }: AgentRunEnd,
  policy: { fallback: RoutedFallback | undefined; failClosed: boolean },
): Unanswered | undefined {
  const conversation = findConversation(report);
  const kept = conversation === undefined ? {} : { conversation };
  if (exit.kind === 'stopped') {
    if (held === undefined) return { kind: 'stopped' };
    if (held.code !== 'budget') return { kind: 'failed', reason: held };
    return { kind: 'over-budget', reason: held, ...kept };
  }
  if ('survivors' in exit && exit.survivors > 0) {
    const message = `${backend} left ${exit.survivors} process(es) running that could not be ended`;
    return { kind: 'failed', reason: { code: 'internal', message } };
  }
  if (report.kind === 'answered') return undefined;
  const { failure, message, resetAt, action } = report;
  const { fallback, failClosed } = policy;
  const standing = fallback?.approval === 'standing';
  if (failure === 'rate-limited' && !standing) {
    const until = resetAt === undefined ? {} : { until: resetAt };
    const reason: Reason = { code: 'rate-limited', message: `${backend}: ${message}`, ...until };
    return { kind: 'limited', reason, ...kept };
  }
  return {
    kind: 'backend-failed',
    failure,
    message,
    proceed: fallback !== undefined && (!failClosed || failure === 'rate-limited'),
    ...(action === undefined ? {} : { action }),
    ...(fallback === undefined ? {} : { fallback: nameFallback(fallback) }),
    ...kept,
  };
}

/** The fallback as a task names it; names of models are mapped when the task is routed again. */
function nameFallback({ backend, model, modelAsked = model }: RoutedFallback): string {
  return modelAsked === undefined ? backend : `${backend}:${modelAsked}`;
}

/** The conversation to go on with, if it can be gone on with. */
function findConversation(report: AgentOutcome): Conversation | undefined {
  if (report.kind === 'answered') return report.conversation;
  const isOver = ['context-overflow', 'conversation-lost', 'missing'].includes(report.failure);
  return isOver ? undefined : report.conversation;
}
