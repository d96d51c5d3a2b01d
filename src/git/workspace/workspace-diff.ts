import { git } from '../git.ts';
import type { Repository } from '../repository.ts';
import { gitInWorkspace, type Workspace } from './workspace.ts';
import { writeWorkspaceTree } from './workspace-snapshot.ts';

/** A patch as people and reviewers get to see it, whatever the user's own settings make of one. */
const PLAIN_DIFF = ['diff', '--no-color', '--no-ext-diff', '--no-textconv', '--find-renames'];

/** What the workspace's files change in its base, as a patch. Empty when nothing differs. */
export async function readWorkspaceDiff(workspace: Workspace): Promise<string> {
  const tree = await writeWorkspaceTree(workspace);
  if (tree === undefined) return '';
  return gitInWorkspace(workspace, [...PLAIN_DIFF, workspace.base, tree, '--']);
}

/** What a commit changes in `base`, as a patch. Empty when nothing differs. */
export function readCommitDiff(
  repository: Pick<Repository, 'home'>,
  base: string,
  commit: string,
): Promise<string> {
  return git(repository.home, [...PLAIN_DIFF, base, commit, '--']);
}
