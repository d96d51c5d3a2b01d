import { checkOut, rememberBaseIndex } from './workspace-checkout.ts';
import { type PickOptions, pickCommit } from './pick-commit.ts';
import type { Workspace } from './workspace.ts';

export type RebaseOutcome =
  /** `workspace` is the same one on its new base; its pool has to be told by `move`. */
  | { kind: 'rebased'; commit: string; workspace: Workspace }
  /** The workspace holds the old commit again. */
  | { kind: 'conflict'; paths: string[] }
  | { kind: 'failed'; output: string };

/**
 * Puts a workspace's commit on top of `onto`, with its author and message. Hooks passed it already and do not run
 * again. A commit whose changes are all in `onto` becomes an empty one, which still says that the task is done.
 */
export async function rebaseCommit(
  workspace: Workspace,
  commit: string,
  onto: string,
  options: Pick<PickOptions, 'settings'> = {},
): Promise<RebaseOutcome> {
  await checkOut(workspace, onto);
  await rememberBaseIndex(workspace);
  const moved = { ...workspace, base: onto };
  const outcome = await pickCommit(moved, ['cherry-pick', '--keep-redundant-commits', commit], options);
  if (outcome.kind === 'picked') return { kind: 'rebased', commit: outcome.commit, workspace: moved };
  await checkOut(workspace, workspace.base);
  await rememberBaseIndex(workspace);
  await checkOut(workspace, commit);
  return outcome.kind === 'nothing' ? { kind: 'failed', output: 'nothing was left to pick' } : outcome;
}
