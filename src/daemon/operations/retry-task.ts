import { OperatorError } from '../../errors.ts';
import { spendKey } from '../../tasks/call-totals.ts';
import { isOfTask, textDigestOf } from '../../tasks/text-digest.ts';
import { changeTaskRecord } from '../change-task-record.ts';
import { findTask } from '../look/find-task.ts';
import type { Look } from '../look/look.ts';
import type { Ports } from '../ports.ts';
import { findUnreviewed, reviewAgain } from './settle-review.ts';

/** Lets a task that came to an end or waits for a person go on. Throws `OperatorError` when there is nothing to retry. */
export async function retryTask(ports: Ports, look: Look, taskId: string): Promise<void> {
  const facts = findTask(look, taskId);
  refuseWhenNothingToRetry(look, taskId);
  const { landed, task } = facts;
  const unreviewed = await findUnreviewed(ports, facts);
  if (unreviewed !== undefined) await reviewAgain(unreviewed);
  await changeTaskRecord(ports, task, (record) => {
    delete record.failure;
    delete record.cancelled;
    delete record.approval;
    delete record.question;
    if (facts.budget !== undefined)
      record.forgiven = ports.calls.read().tasks[spendKey(task.id, task.digest)];
    delete record.deaths;
    delete record.recentRuns;
    record.conflicts = 0;
    if (landed.kind !== 'removed') return;
    const earlier = isOfTask(record.retry?.digest, task) ? (record.retry?.forgets ?? []) : [];
    record.retry = { digest: textDigestOf(task), forgets: [...new Set([...earlier, ...landed.commits])] };
  });
}

function refuseWhenNothingToRetry(look: Look, taskId: string): void {
  const verdict = look.decision.verdicts.find((one) => one.taskId === taskId);
  if (verdict === undefined) return;
  const isPlanHeld = look.observation.world.tasks.some(
    ({ task, notAdmitted }) => task.id === taskId && notAdmitted !== null && notAdmitted === verdict.reason,
  );
  const retryable =
    verdict.status === 'failed' ||
    verdict.status === 'cancelled' ||
    verdict.reason?.code === 'removed-by-user' ||
    verdict.reason?.code === 'budget' ||
    (verdict.reason?.code === 'approval' && !isPlanHeld) ||
    look.observation.world.tasks.some(
      ({ task, record }) => task.id === taskId && record?.question !== undefined,
    ) ||
    verdict.reason?.code === 'internal';
  if (retryable) return;
  if (verdict.reason?.code === 'not-admitted') {
    throw new OperatorError(`${taskId} waits for trust: ${verdict.reason.message}`, {
      todo: verdict.reason.action ?? `planex why ${taskId}`,
    });
  }
  throw new OperatorError(`${taskId} is ${verdict.status}: there is nothing to retry`, {
    todo: verdict.reason?.action ?? `planex why ${taskId}`,
  });
}
