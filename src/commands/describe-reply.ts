import type { Reply } from '../compose/calls/ask-routed.ts';

/** The agent and its model. */
export function describeAgent({ backend, model }: Pick<Reply, 'backend' | 'model'>): string {
  return model === undefined ? backend : `${backend} (${model})`;
}

/** Why there is no answer, and what to do about it: lines for standard error. */
export function describeFailure(
  failed: Pick<Reply, 'backend' | 'model' | 'class' | 'reason' | 'resetAt' | 'action'>,
): string[] {
  const { reason = 'it did not say why', resetAt, action } = failed;
  return [
    `planex: ${describeAgent(failed)} failed (${failed.class}): ${reason}`,
    ...(resetAt === undefined ? [] : [`  until: ${resetAt}`]),
    ...(action === undefined ? [] : [`  do: ${action}`]),
  ];
}
