import { mkdir, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { faultPoint } from '../../fault-point.ts';
import type { Repository } from '../repository.ts';
import { keepLeftovers, keepRun, readRunTree } from './run-refs.ts';
import {
  type ChangedPath,
  isCommittable,
  listChangedPaths,
  listCommittable,
  stagePaths,
  withScratchIndex,
} from './workspace-changes.ts';
import { reattach } from './workspace-checkout.ts';
import { asideOf, gitInWorkspace, type Workspace } from './workspace.ts';

/**
 * Writes the files of the workspace as a commit on top of its base and keeps it under `refs/planex/runs/<run id>`.
 * Ignored files and nested repositories are not part of it, and where `own` names paths, no others are. Undefined when
 * nothing that a commit can hold differs from the base.
 */
export async function snapshotWorkspace(
  repository: Repository,
  workspace: Workspace,
  own?: readonly string[],
): Promise<string | undefined> {
  const changes = await listChangedPaths(workspace);
  const wanted = own === undefined ? undefined : new Set(own);
  const mine = wanted === undefined ? changes : changes.filter(({ path }) => wanted.has(path));
  // Where there is something, but nothing of the run's own, it keeps its base: its reference would be free for the rest.
  const isRestAlone = listCommittable(mine).length === 0 && listCommittable(changes).length > 0;
  const tree = await (isRestAlone
    ? gitInWorkspace(workspace, ['rev-parse', `${workspace.base}^{tree}`])
    : writeTree(workspace, mine));
  if (tree === undefined) return undefined;
  const commit = await commitWorkspaceTree(workspace, tree, workspace.base);
  await keepRun(repository, workspace.runId, commit);
  return commit;
}

/**
 * Makes sure that nothing in the workspace exists only there, except ignored files: what the run's reference does not
 * hold yet is kept under it, or as leftovers when it holds other work; nested repositories and submodules with work in
 * them are moved aside, and so is a `.git` that is not planex's.
 */
export async function saveUnsaved(repository: Repository, workspace: Workspace): Promise<void> {
  await reattach(workspace);
  const changes = await listChangedPaths(workspace);
  const aside = asideOf(workspace, 'nested');
  for (const { path } of changes.filter((one) => !isCommittable(one))) {
    await mkdir(dirname(join(aside, path)), { recursive: true });
    await rename(join(workspace.path, path), join(aside, path));
    faultPoint('workspace-snapshot:moved-aside');
  }
  const tree = await writeTree(workspace, changes);
  if (tree === undefined) return;
  const kept = await readRunTree(repository, workspace.runId);
  if (kept === tree) return;
  const keep = kept === undefined ? keepRun : keepLeftovers;
  await keep(repository, workspace.runId, await commitWorkspaceTree(workspace, tree, workspace.base));
}

/**
 * Moves everything in the workspace to where no other run comes, for what git can take up no part of. Returns the folder
 * where it is. A workspace without its folder is nobody's, so a run that planex dies at here begins anew.
 */
export async function setWorkAside(workspace: Workspace): Promise<string> {
  const aside = asideOf(workspace, 'work');
  await mkdir(dirname(aside), { recursive: true });
  await rename(workspace.path, aside);
  faultPoint('workspace-snapshot:set-aside');
  return aside;
}

/** The tree of the workspace's files as a snapshot holds them; undefined when nothing differs from the base. */
export async function writeWorkspaceTree(workspace: Workspace): Promise<string | undefined> {
  return writeTree(workspace, await listChangedPaths(workspace));
}

async function writeTree(workspace: Workspace, changes: readonly ChangedPath[]): Promise<string | undefined> {
  const paths = listCommittable(changes);
  if (paths.length === 0) return undefined;
  return withScratchIndex(workspace, async (env) => {
    await stagePaths(workspace, paths, env);
    const tree = await gitInWorkspace(workspace, ['write-tree'], { env, writes: true });
    faultPoint('workspace-snapshot:tree-written');
    return tree;
  });
}

/** Snapshots are planex's own: they are made even where git knows nobody to commit as. */
const AUTHOR = {
  GIT_AUTHOR_NAME: 'planex',
  GIT_AUTHOR_EMAIL: 'planex@localhost',
  GIT_COMMITTER_NAME: 'planex',
  GIT_COMMITTER_EMAIL: 'planex@localhost',
};

/** Makes a commit of a tree of the workspace, which nothing keeps yet. */
export async function commitWorkspaceTree(
  workspace: Workspace,
  tree: string,
  parent: string,
): Promise<string> {
  const commit = await gitInWorkspace(workspace, ['commit-tree', tree, '-p', parent, '-F', '-'], {
    input: `planex: work of run ${workspace.runId}\n`,
    env: AUTHOR,
    writes: true,
  });
  faultPoint('workspace-snapshot:committed');
  return commit;
}
