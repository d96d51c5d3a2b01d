import { appendFile, lstat, mkdir, stat, symlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { git } from '../git.ts';
import { linkPackages, listLocalPackages } from './local-packages.ts';
import { DEPENDENCY_FOLDERS, haveSameLocks, lacksDependencies } from './lock-files.ts';
import type { Repository } from '../repository.ts';
import { excludesFileOf, type Workspace } from './workspace.ts';

/** What a workspace got of the installed dependencies. */
export interface DependencyLinks {
  /** Dependency folders of the home work tree that the workspace shares, relative to the top. */
  linked: string[];
  /** True when the workspace asks for other dependencies than those, so that the `setup` command has to run. */
  needsSetup: boolean;
}

/**
 * Shares the ignored dependency folders of the home work tree with a workspace wherever the lock file is the same. The
 * links are added to the workspace's own ignore rules: a rule such as `node_modules/` does not match a link.
 */
export async function linkDependencies(
  repository: Repository,
  workspace: Workspace,
  folders: Promise<readonly string[]> = listDependencyFolders(repository),
): Promise<DependencyLinks> {
  const linked: string[] = [];
  const present: string[] = [];
  let differs = false;
  for (const folder of await folders) {
    if (!(await isFolder(workspace.path, dirname(folder)))) continue;
    if (await isTaken(workspace.path, folder)) {
      present.push(folder);
    } else if (await haveSameLocks(repository.home, workspace.path, folder)) {
      await linkFolder(repository.home, workspace.path, folder);
      linked.push(folder);
    } else {
      differs = true;
    }
  }
  if (linked.length > 0) {
    await appendFile(excludesFileOf(workspace), linked.map((folder) => `/${escapeRule(folder)}\n`).join(''));
  }
  return {
    linked,
    needsSetup: differs || (await lacksDependencies(workspace.path, [...linked, ...present])),
  };
}

/** Ignored dependency folders of the home work tree, not those inside of other ignored folders. */
export async function listDependencyFolders(repository: Repository): Promise<string[]> {
  const listing = await git(repository.home, [
    'ls-files',
    '-z',
    '--others',
    '--ignored',
    '--exclude-standard',
    '--directory',
  ]);
  return listing
    .split('\0')
    .filter((path) => path.endsWith('/'))
    .map((path) => path.slice(0, -1))
    .filter((path) => DEPENDENCY_FOLDERS.includes(basename(path)));
}

/** Only a package that is in the workspace can have its folder linked. */
async function isFolder(top: string, path: string): Promise<boolean> {
  return (await stat(join(top, path)).catch(() => undefined))?.isDirectory() === true;
}

async function isTaken(top: string, path: string): Promise<boolean> {
  return (await lstat(join(top, path)).catch(() => undefined)) !== undefined;
}

/** Packages are linked one by one, for a package manager empties a folder of packages also through a link to it. */
async function linkFolder(home: string, top: string, folder: string): Promise<void> {
  if (basename(folder) !== 'node_modules') {
    await symlink(join(home, folder), join(top, folder), 'dir');
    return;
  }
  await mkdir(join(top, folder));
  await linkPackages(home, top, folder, await listLocalPackages(home, join(home, folder)));
}

/** Writes a path so that an ignore rule means exactly it. */
function escapeRule(path: string): string {
  return path.replace(/[\\*?[\]!#]/g, '\\$&').replace(/ +$/, (spaces) => spaces.replaceAll(' ', '\\ '));
}
