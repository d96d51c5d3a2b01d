import { errorMessage } from '../../errors.ts';
import type { Workspace, WorkspacePort } from '../workspace.ts';

/**
 * Who holds the work tree of an undo: with the same names for all, the next one finds what one that was killed still holds.
 * Another is there for where that cannot be taken back.
 */
const HOLDERS = ['undo', 'undo-2', 'undo-3'];

interface Lent {
  workspaces: Pick<WorkspacePort, 'acquire' | 'drop' | 'forget' | 'release'>;
  /** Is told of what cannot be taken back. */
  warn: (message: string) => void;
}

/**
 * Lends a work tree to an undo, and takes back what those that were killed still hold. Only for one at a time; rejects where
 * none of them can be taken back.
 */
export async function useUndoWorkspace<T>(
  lent: Lent,
  base: string,
  use: (workspace: Workspace) => Promise<T>,
): Promise<T> {
  const { workspaces } = lent;
  const holder = await takeBack(lent);
  const workspace = await workspaces.acquire(holder, base);
  try {
    return await use(workspace);
  } finally {
    await workspaces.release(workspace);
    // The revert is on the branch, or is not wanted: what was kept of it would stay for ever.
    await workspaces.drop(holder);
  }
}

/** Takes back what it can, and names the first who holds nothing then. */
async function takeBack({ workspaces, warn }: Lent): Promise<string> {
  const free: string[] = [];
  const errors: unknown[] = [];
  for (const holder of HOLDERS) {
    try {
      await workspaces.forget(holder);
      await workspaces.drop(holder);
      free.push(holder);
    } catch (error) {
      errors.push(error);
    }
  }
  const [holder] = free;
  if (holder === undefined) throw errors[0];
  for (const error of errors) {
    warn(`what an undo that was killed has left cannot be taken away, and stays: ${errorMessage(error)}`);
  }
  return holder;
}
