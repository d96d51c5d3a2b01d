import type { Reason } from '../../tasks/reason.ts';
import { heldWorkspace, type RunJob } from './run-job.ts';
import { warnOfRun } from './warn-of-run.ts';

/**
 * Takes a run whose work is an answer: what it changed all the same is undone, and there is nothing to verify. Returns why
 * it cannot be taken, or undefined.
 */
export async function acceptAnswer(job: RunJob): Promise<Reason | undefined> {
  const { ports, run } = job;
  const workspace = heldWorkspace(job);
  const returned = await ports.workspaces.returnToBase(workspace);
  if (returned.kind === 'left-base') return { code: 'conflict', message: returned.message };
  const { paths } = await ports.workspaces.listChanges(workspace);
  if (paths.length > 0) {
    await ports.workspaces.restore(workspace, paths);
    warnOfRun(job, `it was to answer and not to change files, but changed ${paths.join(', ')}; undone`);
  }
  await run.update((record) => {
    record.paths = [];
    record.tests = { result: 'skipped', summary: 'the work is an answer' };
  });
  return undefined;
}
