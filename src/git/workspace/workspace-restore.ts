import { lstat, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode } from '../../errors.ts';
import { faultPoint } from '../../fault-point.ts';
import { readIndexFile } from '../index-file.ts';
import { listChangedPaths } from './workspace-changes.ts';
import { baseIndexOf, gitInWorkspace, type Workspace } from './workspace.ts';

/** Brings these paths of a workspace back to how its base has them and returns those that were not. */
export async function restorePaths(workspace: Workspace, paths: readonly string[]): Promise<string[]> {
  const nowhere = await Promise.all(paths.map((path) => isNowhere(workspace, path)));
  if (!nowhere.includes(false)) return [];
  const wanted = new Set(paths);
  const changed = (await listChangedPaths(workspace, paths)).filter(({ path }) => wanted.has(path));
  const added = changed.filter(({ change }) => change === 'added');
  for (const { path } of added) await rm(join(workspace.path, path), { force: true });
  const others = changed.filter(({ change }) => change !== 'added').map(({ path }) => path);
  if (others.length > 0) {
    await gitInWorkspace(
      workspace,
      [
        '--literal-pathspecs',
        'checkout',
        '--quiet',
        workspace.base,
        '--pathspec-from-file=-',
        '--pathspec-file-nul',
      ],
      { input: others.join('\0'), writes: true },
    );
    faultPoint('workspace-restore:checked-out');
  }
  return changed.map(({ path }) => path);
}

/** True when neither the base nor the files have anything there, as is so for a plan that nobody has committed. */
async function isNowhere(workspace: Workspace, path: string): Promise<boolean> {
  const entries = readIndexFile(baseIndexOf(workspace), [path], workspace.base.length / 2);
  return entries?.size === 0 && isAbsent(join(workspace.path, path));
}

function isAbsent(path: string): Promise<boolean> {
  return lstat(path).then(
    () => false,
    (error: unknown) => errorCode(error) === 'ENOENT' || errorCode(error) === 'ENOTDIR',
  );
}
