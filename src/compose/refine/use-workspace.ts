import type { Workspace } from '../../daemon/workspace.ts';
import type { RefineJob } from './refine-job.ts';

type Lent = Pick<RefineJob, 'workspaces'>;

/** Takes back the workspace of a step in which planex died: what comes next may need none, and then nobody else would. */
export async function returnLeftWorkspace({ workspaces }: Lent, name: string): Promise<void> {
  await workspaces.forget(name);
  await workspaces.drop(name);
}

/** Lends a workspace to a step of a refinement, and takes back what an interrupted one of the same name still holds. */
export async function useWorkspace<T>(
  { workspaces }: Lent,
  name: string,
  base: string,
  use: (workspace: Workspace) => Promise<T>,
): Promise<T> {
  await workspaces.forget(name);
  const workspace = await workspaces.acquire(name, base);
  try {
    return await use(workspace);
  } finally {
    await workspaces.release(workspace);
    // All that is wanted of it is in the run's folder or on the branch.
    await workspaces.drop(name);
  }
}
