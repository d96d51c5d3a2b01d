import { OperatorError } from '../../errors.ts';
import { quoteId } from '../../tasks/quote-id.ts';
import type { TaskFacts } from '../../tasks/world.ts';
import { changeTaskRecord } from '../change-task-record.ts';
import type { Ports } from '../ports.ts';

/** Lets a task whose backend failed go on with another one. Throws `OperatorError` when it does not wait for that. */
export async function approveFallback(
  ports: Ports,
  facts: TaskFacts,
  fallback: string | undefined,
): Promise<void> {
  const { task } = facts;
  const asked = requireApproval(facts);
  const backend = fallback ?? asked.fallback;
  if (backend === undefined) {
    throw new OperatorError(`the policy names no fallback for ${task.id}`, {
      todo: `planex approve ${quoteId(task.id)} --fallback <backend>`,
    });
  }
  const record = { attempts: 0, landed: [], conflicts: 0, ...facts.record };
  const chosen = { digest: task.digest, backend, at: new Date(ports.nowMs()).toISOString() };
  const usable = await ports.execution.checkBackends()(task, { ...record, fallback: chosen });
  if (!usable.ok) {
    const { message, action } = usable.failure;
    throw new OperatorError(message, action === undefined ? {} : { todo: action });
  }
  await changeTaskRecord(ports, task, (changed) => {
    delete changed.approval;
    changed.fallback = chosen;
  });
}

/** Ends a task whose backend failed: it counts as failed until it is retried. */
export async function rejectFallback(ports: Ports, facts: TaskFacts, why: string | undefined): Promise<void> {
  const { backend, failure, message, run } = requireApproval(facts);
  const { task } = facts;
  const because = why === undefined ? '' : ` (${why})`;
  const reason = {
    code: 'approval',
    message: `${backend} failed (${failure}): ${message}; another backend was rejected${because}`,
    action: `planex retry ${quoteId(task.id)}`,
  } as const;
  await changeTaskRecord(ports, task, (changed) => {
    delete changed.approval;
    changed.failure = { digest: task.digest, reason, run };
  });
  ports.events.append({
    type: 'issue:failed',
    at: new Date(ports.nowMs()).toISOString(),
    label: task.label,
    taskId: task.id,
    runId: run,
    backend,
    reason,
    message: `${task.id} failed: ${reason.message}`,
  });
}

function requireApproval({
  task,
  record,
}: TaskFacts): NonNullable<NonNullable<TaskFacts['record']>['approval']> {
  const asked = record?.approval;
  if (asked?.digest === task.digest) return asked;
  throw new OperatorError(`${task.id} does not wait for an approval`, {
    todo: `planex why ${quoteId(task.id)}`,
  });
}
