import type { Reason } from '../tasks/reason.ts';
import type { Verification } from './ports.ts';
import { heldWorkspace, type RunJob } from './run-job.ts';

/** Runs the checks in the run's workspace and records what they said. */
export async function verifyWorkspace(job: RunJob): Promise<Verification> {
  const { ports, run, task, signal } = job;
  const verification = await ports.verification.verify({
    runId: run.data.runId,
    task,
    workspace: heldWorkspace(job).path,
    runFolder: ports.records.runFolder(run.data.runId),
    signal,
  });
  if (verification.result !== 'stopped') {
    await run.update((record) => {
      record.tests = { result: verification.result, summary: verification.summary };
    });
  }
  return verification;
}

/** Why what was verified may not be committed, or undefined. */
export function judgeVerification(
  verification: Exclude<Verification, { result: 'stopped' }>,
  paths: readonly string[],
  required: boolean,
): Reason | undefined {
  if (verification.result === 'failed') {
    return {
      code: verification.timedOut ? 'timed-out' : 'tests-failing',
      message: verification.summary,
      action: 'look at the output with `planex logs <task>`, mend it, and `planex retry <task>`',
    };
  }
  if (verification.result === 'skipped' && required) {
    return {
      code: 'tests-failing',
      message: 'verification is required (verify.required), and no test command was found',
      action: 'give the task a **Verify:** command or set verify.command in .planexrc',
    };
  }
  if (paths.length === 0 && verification.result !== 'passed') {
    return { code: 'no-changes', message: 'the run changed nothing, and nothing verified that it need not' };
  }
  return undefined;
}
