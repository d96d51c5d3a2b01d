import { join } from 'node:path';
import { type GitOptions, type GitOutput, GitError, runGit } from './git.ts';

/** A work tree of its own for one run, made from the commit `base`, outside of the user's work trees. */
export interface Workspace {
  /** Name of the folder in the pool, such as `slot-1`. */
  slot: string;
  /** Absolute path of its top. */
  path: string;
  /** Its own git folder, inside the common one of the repository. */
  gitDir: string;
  runId: string;
  /** Commit that its files were made from: changes are what differs from this, whatever HEAD says. */
  base: string;
}

/** The index as git wrote it right after the check-out of `base`. Nothing an executor does to its index touches it. */
export function baseIndexOf(workspace: Pick<Workspace, 'gitDir'>): string {
  return join(workspace.gitDir, 'planex-base-index');
}

/** Ignore rules for planex's links in this workspace, after the user's own global ones. */
export function excludesFileOf(workspace: Pick<Workspace, 'gitDir'>): string {
  return join(workspace.gitDir, 'planex-excludes');
}

/**
 * Settings for every git command in a workspace: the file system monitor would start a process per slot, automatic
 * maintenance a process that outlives the command, and a split index could not be copied.
 */
export function workspaceSettings(workspace: Pick<Workspace, 'gitDir'>): string[] {
  return [
    `core.excludesFile=${excludesFileOf(workspace)}`,
    'core.fsmonitor=false',
    'core.splitIndex=false',
    'gc.auto=0',
    'maintenance.auto=false',
    'submodule.recurse=false',
    'advice.detachedHead=false',
    'rerere.enabled=false',
  ].flatMap((setting) => ['-c', setting]);
}

/** Runs git in a workspace without any hooks and resolves however it ends. */
export function runInWorkspace(
  workspace: Pick<Workspace, 'path' | 'gitDir'>,
  args: readonly string[],
  options: GitOptions = {},
): Promise<GitOutput> {
  const settings = [...workspaceSettings(workspace), '-c', 'core.hooksPath=/dev/null'];
  return runGit(workspace.path, [...settings, ...args], options);
}

/** Like `runInWorkspace`, but throws `GitError` unless git exits with 0; returns standard output without the last line end. */
export async function gitInWorkspace(
  workspace: Pick<Workspace, 'path' | 'gitDir'>,
  args: readonly string[],
  options: GitOptions = {},
): Promise<string> {
  const output = await runInWorkspace(workspace, args, options);
  if (output.code !== 0) throw new GitError(args, output);
  return output.stdout.replace(/\n$/, '');
}
