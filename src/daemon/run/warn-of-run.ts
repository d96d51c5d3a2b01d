import { footprintOf, overlaps } from '../../tasks/independence.ts';
import type { RunJob } from './run-job.ts';
import type { LeftOut } from '../workspace.ts';

/** Tells the log something about a run that does not end it and that a person should know. */
export function warnOfRun({ ports, task, run }: RunJob, message: string): void {
  ports.events.append({
    type: 'run:warning',
    at: new Date(ports.nowMs()).toISOString(),
    taskId: task.id,
    runId: run.data.runId,
    message,
  });
}

/** What a task declares is an intent, not a fence: what else it changed lands as well, but not without a word. */
export function warnOfUndeclared(job: RunJob, paths: readonly string[]): void {
  const declared = footprintOf(job.task.files);
  const others = declared === 'everything' ? [] : paths.filter((path) => !overlaps(declared, [path]));
  if (others.length === 0) return;
  warnOfRun(job, `${job.task.id} also changed what it does not declare: ${others.join(', ')}`);
}

/** A repository that a run made inside of its work tree is no part of the commit. */
export function warnOfNested(job: RunJob, leftOut: readonly LeftOut[]): void {
  const nested = leftOut.filter((one) => one.why === 'nested-repository');
  for (const { path, keptAt } of nested) {
    warnOfRun(job, `${path} is a repository of its own and does not land; it is kept at ${keptAt}`);
  }
}

/**
 * Branches, tags, the stash and settings are shared by all work trees. What changed there while a run worked may be the
 * user's doing as well, so it is said and left as it is.
 */
export async function warnOfShared(job: RunJob): Promise<void> {
  const changes = (await job.describeSharedChanges?.()) ?? [];
  if (changes.length === 0) return;
  warnOfRun(
    job,
    `while ${job.task.id} ran, the repository changed outside of its work tree: ${changes.join(', ')}`,
  );
}
