import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { runGit } from '../git.ts';
import { baseIndexOf, gitInWorkspace, type Workspace } from './workspace.ts';

/**
 * Folders of submodules in which something was written that no commit of this repository can hold: files in one that is
 * not checked out, changes of tracked files in one that is.
 */
export async function listSubmoduleWork(workspace: Workspace): Promise<string[]> {
  if (!existsSync(join(workspace.path, '.gitmodules'))) return [];
  const listing = await gitInWorkspace(workspace, ['ls-files', '--stage', '-z'], {
    env: { GIT_INDEX_FILE: baseIndexOf(workspace) },
  });
  const folders = listing
    .split('\0')
    .filter((line) => line.startsWith('160000 '))
    .map((line) => line.slice(line.indexOf('\t') + 1));
  const touched = await Promise.all(folders.map((folder) => holdsWork(join(workspace.path, folder))));
  return folders.filter((_, at) => touched[at]);
}

async function holdsWork(folder: string): Promise<boolean> {
  const names = await readdir(folder).catch((): string[] => []);
  if (!names.includes('.git')) return names.length > 0;
  const status = await runGit(folder, ['status', '--porcelain', '--untracked-files=no']);
  return status.code !== 0 || status.stdout !== '';
}
