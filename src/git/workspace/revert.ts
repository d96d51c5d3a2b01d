import { type PickOptions, pickCommit } from './pick-commit.ts';
import type { Workspace } from './workspace.ts';

export type RevertOutcome =
  | { kind: 'reverted'; commit: string }
  | { kind: 'conflict'; paths: string[] }
  /** The commit's changes are not there any more. */
  | { kind: 'nothing' }
  | { kind: 'failed'; output: string };

/**
 * Takes `commit` back on top of the workspace's base, with Git's own message: `Revert "…"` and `This reverts commit
 * <oid>.`, by which the history scan knows that the task is no longer done. Hooks do not run. Where later
 * commits changed the file at `options.yielding` too, and no other, that one stays as it is.
 */
export async function revertCommit(
  workspace: Workspace,
  commit: string,
  options: PickOptions = {},
): Promise<RevertOutcome> {
  const command = ['-c', 'revert.reference=false', 'revert', '--no-edit', commit];
  const outcome = await pickCommit(workspace, command, options);
  return outcome.kind === 'picked' ? { kind: 'reverted', commit: outcome.commit } : outcome;
}
