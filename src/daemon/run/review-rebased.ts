import { readPatchContent } from '../../tasks/patch-content.ts';
import { isReviewed } from './review-run.ts';
import { heldWorkspace, type RunJob } from './run-job.ts';

/**
 * Whether a commit makes another patch on the tip of its branch than on the base that it was reviewed on. That it stands
 * further up or down in its files is no difference, and neither is it when nothing of it is left.
 */
export async function isOtherPatch(job: RunJob, tip: string, rebased: string): Promise<boolean> {
  const { base, commit } = job.run.data;
  if (!isReviewed(job) || commit === undefined) return false;
  const { workspaces } = job.ports;
  const [reviewed, now] = await Promise.all([
    workspaces.readCommitDiff(base, commit),
    workspaces.readCommitDiff(tip, rebased),
  ]);
  return now !== '' && readPatchContent(now) !== readPatchContent(reviewed);
}

/** Makes of a rebased and verified commit work in its workspace again, which has to be reviewed before it lands. */
export async function giveToReview(job: RunJob, tip: string, rebased: string): Promise<void> {
  const { ports, run } = job;
  // First: work is taken for that of another base as long as what is kept of it stands on that.
  await ports.workspaces.keep(run.data.runId, rebased);
  const { path } = heldWorkspace(job);
  await run.update((record) => {
    record.base = tip;
    record.step = 'reviewing';
    record.workspace = path;
    delete record.commit;
    delete record.waiting;
  });
}
