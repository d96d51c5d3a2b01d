import { join } from 'node:path';
import { commitMessage } from '../../tasks/commit-message.ts';
import { quoteId } from '../../tasks/quote-id.ts';
import type { RunRecord } from '../../tasks/run-record.ts';
import type { Reason } from '../../tasks/reason.ts';
import { openCurrentRecord } from '../current-record.ts';
import { checkCommit } from './check-tolerances.ts';
import { endFailed } from './end-run.ts';
import { endStopped } from './end-stopped.ts';
import { heldWorkspace, noteForStep, type RunJob, type StepResult } from './run-job.ts';

/** Makes the commit of a run in its work tree, and keeps it under the run's reference. */
export async function commitRun(job: RunJob): Promise<StepResult> {
  const { ports, run, task, signal } = job;
  const { runId } = run.data;
  const { rule } = (await openCurrentRecord(ports.records, run.data)).data;
  const outcome = await ports.workspaces.commit(heldWorkspace(job), {
    paths: run.data.paths ?? [],
    message: commitMessage(task, runId, rule?.name),
    outputFile: join(ports.records.runFolder(runId), 'git-commit.log'),
    signal,
  });
  // What hooks left running has no part in keeping the commit.
  await Promise.all([
    ports.execution.sweep(runId),
    outcome.kind === 'committed' ? ports.workspaces.keep(runId, outcome.commit) : undefined,
  ]);
  if (outcome.kind === 'stopped') {
    await endStopped(job);
    return 'over';
  }
  if (outcome.kind !== 'committed') {
    await endFailed(job, describeRefusedCommit(outcome, task.id));
    return 'over';
  }
  const measured = run.data.paths ?? [];
  const describe = (record: RunRecord): void => {
    record.commit = outcome.commit;
    record.paths = outcome.paths;
  };
  // Hooks may have put in more than what was measured.
  if (outcome.paths.some((path) => !measured.includes(path))) {
    await run.update(describe);
    return checkCommit(job, run.data.base, outcome.commit);
  }
  noteForStep(job, describe);
  return 'next';
}

function describeRefusedCommit(
  outcome: { kind: 'hook-refused' | 'unmarked' | 'failed'; output: string },
  taskId: string,
): Reason {
  const id = quoteId(taskId);
  const action = `planex logs ${id} shows what was said; planex retry ${id} tries again`;
  if (outcome.kind === 'unmarked') {
    const message =
      'a Git hook has changed the lines of the commit message by which planex finds what was done (Planex-Task, Planex-Digest, Planex-Run)';
    return { code: 'internal', message, action };
  }
  return outcome.kind === 'hook-refused'
    ? { code: 'tests-failing', message: `a Git hook refused the commit: ${lastLine(outcome.output)}`, action }
    : { code: 'internal', message: `git could not commit: ${complaints(outcome.output)}`, action };
}

function lastLine(text: string): string {
  return text.trimEnd().split('\n').at(-1)?.trim() ?? '';
}

/** What git complained of: its last line alone is often no more than that it could not go on. */
function complaints(text: string): string {
  const lines = text.split('\n').filter((line) => /^(error|fatal): /.test(line));
  return lines.length === 0 ? lastLine(text) : lines.join('; ');
}
