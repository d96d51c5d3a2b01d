import { openRepository, type Repository } from '../../src/git/repository.ts';
import type { Workspace } from '../../src/git/workspace/workspace.ts';
import { openWorkspacePool, type WorkspacePool } from '../../src/git/workspace/workspace-pool.ts';
import { makeFolder, type TestRepository, useRepository } from './repository.ts';

/** A repository, a pool for it in a temporary folder, and a workspace at its HEAD. */
export interface WorkspaceBench {
  repository: Repository;
  pool: WorkspacePool;
  workspace: Workspace;
  /** The workspace's files and git. */
  there: TestRepository;
}

/** Opens a pool for `home` and acquires a workspace at its HEAD. */
export async function acquireWorkspace(home: TestRepository): Promise<WorkspaceBench> {
  const repository = await openRepository(home.path);
  const pool = await openWorkspacePool(repository, { root: makeFolder() });
  const workspace = await pool.acquire('run-1', home.git('rev-parse', 'HEAD'));
  return { repository, pool, workspace, there: useRepository(workspace.path) };
}
