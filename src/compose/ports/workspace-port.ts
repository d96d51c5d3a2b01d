import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Workspace as DaemonWorkspace, WorkspacePort } from '../../daemon/workspace.ts';
import type { Repository } from '../../git/repository.ts';
import { amendCommit } from '../../git/workspace/amend-commit.ts';
import { readCommitSettings } from '../../git/workspace/commit-settings.ts';
import { resolveHooksPath } from '../../git/workspace/hooks-path.ts';
import { rebaseCommit } from '../../git/workspace/rebase.ts';
import { returnToBase } from '../../git/workspace/return-to-base.ts';
import { revertCommit } from '../../git/workspace/revert.ts';
import { dropRun, keepRun } from '../../git/workspace/run-refs.ts';
import { describeSharedChanges, makeSharedReader } from '../../git/workspace/shared-state.ts';
import type { SpoiltClaim } from '../../git/workspace/spoilt-claims.ts';
import { takeUpRun } from '../../git/workspace/take-up.ts';
import { asideOf, type Workspace } from '../../git/workspace/workspace.ts';
import { listChangedPaths, listCommittable } from '../../git/workspace/workspace-changes.ts';
import { listClaims, locateClaims } from '../../git/workspace/workspace-claims.ts';
import { commitWorkspace } from '../../git/workspace/workspace-commit.ts';
import { readCommitDiff, readWorkspaceDiff } from '../../git/workspace/workspace-diff.ts';
import { writeWorkspaceTree } from '../../git/workspace/workspace-snapshot.ts';
import { linkDependencies, listDependencyFolders } from '../../git/workspace/workspace-links.ts';
import { openWorkspacePool, type WorkspacePool } from '../../git/workspace/workspace-pool.ts';
import { restorePaths } from '../../git/workspace/workspace-restore.ts';
import { locateWorkspaces } from '../../git/workspace/workspace-root.ts';

/** Workspaces, their commits and the references that keep them, as the daemon sees them. */
export function createWorkspacePort(
  repository: Repository,
  onSpoilt: (claim: SpoiltClaim) => void,
): WorkspacePort {
  let opened: Promise<WorkspacePool> | undefined;
  const open = async (): Promise<WorkspacePool> => {
    try {
      return await openWorkspacePool(repository, { onSpoilt });
    } catch (error) {
      opened = undefined;
      throw error;
    }
  };
  const pool = (): Promise<WorkspacePool> => (opened ??= open());
  const held = new Map<string, Workspace>();
  const readShared = makeSharedReader(repository);

  const lend = (workspace: Workspace, needsSetup: boolean): DaemonWorkspace => {
    held.set(workspace.path, workspace);
    return { path: workspace.path, needsSetup };
  };
  const find = ({ path }: DaemonWorkspace): Workspace => {
    const workspace = held.get(path);
    if (workspace === undefined) throw new Error(`${path} is no workspace in use`);
    return workspace;
  };

  return {
    async acquire(runId, base, preferredPath) {
      // Asked of the home work tree meanwhile; that it cannot be told is told once the workspace is there.
      const folders = listDependencyFolders(repository);
      folders.catch(() => undefined);
      const workspace = await (await pool()).acquire(runId, base, preferredPath);
      const { needsSetup } = await linkDependencies(repository, workspace, folders);
      return lend(workspace, needsSetup);
    },
    async adopt(runId, remembered) {
      const workspace = await (await pool()).adopt(runId, remembered);
      return workspace && lend(workspace, false);
    },
    async checkClaims() {
      await listClaims(locateClaims(locateWorkspaces(repository)));
    },
    async takeUp(workspace, earlierRunId) {
      return (await takeUpRun(repository, find(workspace), earlierRunId)) !== 'conflict';
    },
    async release(workspace) {
      const keptAt = await (await pool()).release(find(workspace));
      held.delete(workspace.path);
      return keptAt;
    },
    async forget(runId) {
      await (await pool()).forget(runId);
    },
    returnToBase: (workspace) => returnToBase(repository, find(workspace)),
    restore: (workspace, paths) => restorePaths(find(workspace), paths),
    readDiff: (workspace) => readWorkspaceDiff(find(workspace)),
    readCommitDiff: (base, commit) => readCommitDiff(repository, base, commit),
    writeTree: (workspace) => writeWorkspaceTree(find(workspace)),
    async listChanges(workspace) {
      const place = find(workspace);
      const changes = await listChangedPaths(place);
      const leftOut = changes.flatMap(({ path, change }) =>
        change === 'nested-repository' || change === 'submodule'
          ? [{ path, why: change, keptAt: join(asideOf(place, 'nested'), path) }]
          : [],
      );
      return { paths: listCommittable(changes), leftOut };
    },
    async watchShared() {
      const before = await readShared();
      return async ({ path }) => describeSharedChanges(before, await readShared(), path);
    },
    async commit(workspace, { outputFile, ...request }) {
      const [findHooks, findSettings] = [resolveHooksPath(repository), readCommitSettings(repository)];
      for (const finding of [findHooks, findSettings]) finding.catch(() => undefined);
      const allowEmpty = request.paths.length === 0;
      const outcome = await commitWorkspace(find(workspace), {
        ...request,
        hooksPath: findHooks,
        settings: findSettings,
        allowEmpty,
      });
      if ('output' in outcome) await writeFile(outputFile, `${outcome.output}\n`);
      return outcome.kind === 'nothing'
        ? { kind: 'failed', output: 'nothing was left to commit after the hooks had run' }
        : outcome;
    },
    async rebase(workspace, commit, onto) {
      const settings = await readCommitSettings(repository);
      const outcome = await rebaseCommit(find(workspace), commit, onto, { settings });
      if (outcome.kind === 'rebased')
        held.set(workspace.path, await (await pool()).move(outcome.workspace, onto));
      return outcome;
    },
    async revert(workspace, commit, yielding) {
      const settings = await readCommitSettings(repository);
      return revertCommit(find(workspace), commit, { settings, yielding });
    },
    snapshot: async (workspace, _runId, own) => (await pool()).snapshot(find(workspace), own),
    keep: (runId, commit) => keepRun(repository, runId, commit),
    drop: (runId) => dropRun(repository, runId),
    amend: (commit, files) => amendCommit(repository, commit, files),
  };
}
