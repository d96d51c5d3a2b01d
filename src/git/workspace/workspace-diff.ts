import { gitInWorkspace, type Workspace } from './workspace.ts';
import { writeWorkspaceTree } from './workspace-snapshot.ts';

/** What the workspace's files change in its base, as a patch. Empty when nothing differs. */
export async function readWorkspaceDiff(workspace: Workspace): Promise<string> {
  const tree = await writeWorkspaceTree(workspace);
  if (tree === undefined) return '';
  const plain = ['--no-color', '--no-ext-diff', '--no-textconv', '--find-renames'];
  return gitInWorkspace(workspace, ['diff', ...plain, workspace.base, tree, '--']);
}
