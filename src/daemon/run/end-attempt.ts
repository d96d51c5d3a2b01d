import type { Reason } from '../../tasks/reason.ts';
import { judgeNumber } from '../../tolerances/find-violations.ts';
import { endBreached } from './end-breached.ts';
import { changeTask, endFailed } from './end-run.ts';
import { readGrants, readRunLimits } from './read-run-limits.ts';
import type { RunJob } from './run-job.ts';

/** Ends an attempt that failed: as a failure, or as a breach when it was the last that the tolerances allow. */
export async function endAttempt(job: RunJob, reason: Reason): Promise<void> {
  // What fails on a full disk says nothing about the task.
  if (job.ports.findStorageTrouble() !== undefined) return endFailed(job, reason);
  const limits = await readRunLimits(job);
  const { digest } = job.run.data;
  let failed = 0;
  await changeTask(job, (task) => {
    failed = (task.failures?.digest === digest ? task.failures.count : 0) + 1;
    task.failures = { digest, count: failed };
  });
  const grants = await readGrants(job);
  const violations = limits.limits.flatMap((limit) => {
    const { measure } = limit;
    if (measure.kind !== 'attempts') return [];
    const words = `${failed} ${failed === 1 ? 'attempt has' : 'attempts have'} failed, the last: ${reason.message}`;
    // The next one would be too many.
    const upTo = failed + measure.limit;
    return judgeNumber(
      { ...limit, each: true, measure },
      failed + 1,
      { digest, grants },
      { measured: words, upTo },
    );
  });
  return violations.length === 0 ? endFailed(job, reason) : endBreached(job, violations, limits);
}
