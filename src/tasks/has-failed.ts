import type { Reason } from './reason.ts';
import type { TaskStatus } from './task.ts';

/**
 * Whether a task came to a failure of its own and goes on only when a person says so: also one that waits because a backend
 * failed. What is blocked by it has not failed.
 */
export function hasFailed({ status, reason }: { status: TaskStatus; reason?: Reason | undefined }): boolean {
  if (status === 'failed' || status === 'cancelled') return true;
  return status === 'waiting' && reason?.backend !== undefined && reason.until === undefined;
}
