import { dirname, join } from 'node:path';
import { type GitOptions, type GitOutput, GitError, runGit } from '../git.ts';

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

/** Where things that cannot stay in the slot and must not be lost are put, by run. */
export function asideOf(workspace: Pick<Workspace, 'path' | 'runId'>, name: string): string {
  return join(dirname(workspace.path), 'kept', workspace.runId, name);
}

/** Ignore rules for planex's links in this workspace, after the user's own global ones. */
export function excludesFileOf(workspace: Pick<Workspace, 'gitDir'>): string {
  return join(workspace.gitDir, 'planex-excludes');
}

/**
 * Settings for every git command in a workspace: the file system monitor would start a process per slot, automatic
 * maintenance a process that outlives the command, and a split index could not be copied. Messages are written in UTF-8.
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
    'i18n.commitEncoding=UTF-8',
    'rerere.enabled=false',
  ].flatMap((setting) => ['-c', setting]);
}

/**
 * Runs git in a workspace without any hooks and resolves however it ends. The git folder is named outright: should an
 * executor remove `.git`, git would otherwise find some repository further up.
 */
export function runInWorkspace(
  workspace: Pick<Workspace, 'path' | 'gitDir'>,
  args: readonly string[],
  options: GitOptions = {},
): Promise<GitOutput> {
  const settings = [...workspaceSettings(workspace), '-c', 'core.hooksPath=/dev/null'];
  const env = { GIT_DIR: workspace.gitDir, GIT_WORK_TREE: workspace.path, ...options.env };
  return runGit(workspace.path, [...settings, ...args], { ...options, env });
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
