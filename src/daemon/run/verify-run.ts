import { quoteId } from '../../tasks/quote-id.ts';
import type { Reason } from '../../tasks/reason.ts';
import type { RunRecord } from '../../tasks/run-record.ts';
import type { Verification } from '../verification.ts';
import { heldWorkspace, type RunJob } from './run-job.ts';

/** Runs the checks in the run's workspace. */
export function verifyWorkspace(job: RunJob): Promise<Verification> {
  const { ports, run, task, signal } = job;
  return ports.verification.verify({
    runId: run.data.runId,
    task,
    workspace: heldWorkspace(job).path,
    runFolder: ports.records.runFolder(run.data.runId),
    prefix: run.data.repairs === undefined ? '' : `repaired-${run.data.repairs}-`,
    signal,
  });
}

/** Records what a verification said. */
export function setTests({
  result,
  summary,
}: Exclude<Verification, { result: 'stopped' }>): (record: RunRecord) => void {
  return (record) => {
    record.tests = { result, summary };
  };
}

/** Why what was verified may not be committed, or undefined. */
export function judgeVerification(
  job: RunJob,
  verification: Exclude<Verification, { result: 'stopped' }>,
): Reason | undefined {
  const id = quoteId(job.task.id);
  if (verification.result === 'failed') {
    return {
      code: verification.timedOut ? 'timed-out' : 'tests-failing',
      message: verification.summary,
      action: `planex logs ${id} shows the output; planex retry ${id} tries again`,
    };
  }
  if (verification.result === 'skipped' && job.settings.verifyRequired) {
    return {
      code: 'tests-failing',
      message: 'verification is required (verify.required), and no test command was found',
      action: 'give the task a **Verify:** command or set verify.command in .planexrc',
    };
  }
  if ((job.run.data.paths ?? []).length === 0 && verification.result !== 'passed') {
    return { code: 'no-changes', message: 'the run changed nothing, and nothing verified that it need not' };
  }
  return undefined;
}
