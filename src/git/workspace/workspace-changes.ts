import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { faultPoint } from '../../fault-point.ts';
import { findStorageWords } from '../../storage-error.ts';
import { GitError } from '../git.ts';
import { copyBaseIndex } from './base-index-copy.ts';
import { parseStatus } from '../status-entries.ts';
import { leaveOutUntouched } from '../untouched-files.ts';
import { listSubmoduleWork } from './submodule-work.ts';
import { baseIndexOf, gitInWorkspace, runInWorkspace, type Workspace } from './workspace.ts';

/** One path of a workspace that differs from its base. */
export interface ChangedPath {
  path: string;
  /**
   * `nested-repository`: a repository of its own was made there. `submodule`: work was done in a submodule. Neither can be
   * committed, and `path` is the folder.
   */
  change: 'added' | 'modified' | 'deleted' | 'type-changed' | 'nested-repository' | 'submodule';
}

/** How many lines a path gained and lost; both undefined for binary files. */
export interface LineCount {
  path: string;
  added?: number;
  removed?: number;
}

/**
 * What the files of the workspace differ in from `base`, by path. Untracked files count unless they are ignored;
 * planex's links do not. `paths` looks at these and what is below them only. Commits, staging, flags and branches that an executor made change nothing of it.
 */
export async function listChangedPaths(
  workspace: Workspace,
  paths: readonly string[] = [],
): Promise<ChangedPath[]> {
  const output = await gitInWorkspace(
    workspace,
    [
      '--literal-pathspecs',
      'status',
      '--porcelain=v2',
      '-z',
      '--no-renames',
      '--untracked-files=all',
      '--ignore-submodules=dirty',
      '--',
      ...paths,
    ],
    { env: { GIT_INDEX_FILE: baseIndexOf(workspace) } },
  );
  const changed = await leaveOutUntouched(workspace.path, parseStatus(output));
  const changes = changed.flatMap((entry): ChangedPath[] => {
    if (entry.kind === 'untracked') return [describeUntracked(entry.path)];
    if (entry.kind !== 'tracked' || entry.unstaged === '.') return [];
    return [{ path: entry.path, change: CHANGES[entry.unstaged] ?? 'modified' }];
  });
  for (const path of await listSubmoduleWork(workspace)) changes.push({ path, change: 'submodule' });
  return changes.sort((one, other) => (one.path < other.path ? -1 : 1));
}

const CHANGES: Record<string, ChangedPath['change']> = { A: 'added', D: 'deleted', T: 'type-changed' };

function describeUntracked(path: string): ChangedPath {
  return path.endsWith('/')
    ? { path: path.slice(0, -1), change: 'nested-repository' }
    : { path, change: 'added' };
}

/** Lines that each of these changes added and removed. Nested repositories are left out. */
export async function countChangedLines(
  workspace: Workspace,
  changes: readonly ChangedPath[],
): Promise<LineCount[]> {
  return withScratchIndex(workspace, async (env) => {
    await stagePaths(workspace, listCommittable(changes), env);
    const output = await gitInWorkspace(
      workspace,
      ['diff-index', '--cached', '--numstat', '-z', '--no-renames', workspace.base],
      { env },
    );
    return output.split('\0').flatMap(readLineCount);
  });
}

/** The paths among `changes` that a commit can hold. */
export function listCommittable(changes: readonly ChangedPath[]): string[] {
  return changes.filter(isCommittable).map(({ path }) => path);
}

/** False for whole folders that belong to another repository. */
export function isCommittable({ change }: ChangedPath): boolean {
  return change !== 'nested-repository' && change !== 'submodule';
}

/**
 * Stages these paths, taken literally, as they are in the files of the workspace: added, changed or gone. A run may work
 * outside of the cone of a sparse checkout. Rejects with `UnstageableError` where git has no form for one of them.
 */
export async function stagePaths(
  workspace: Workspace,
  paths: readonly string[],
  env: Record<string, string> = {},
): Promise<void> {
  if (paths.length === 0) return;
  const args = ['add', '--all', '--sparse', '--pathspec-from-file=-', '--pathspec-file-nul'];
  const options = { input: paths.join('\0'), env, writes: true };
  const output = await runInWorkspace(workspace, ['--literal-pathspecs', ...args], options);
  if (output.code !== 0) throw explainUnstaged(new GitError(args, output));
  faultPoint('workspace-changes:staged');
}

/**
 * Something in the work tree has no form in git, such as a pipe in the place of a file, a name that is not UTF-8 or a file
 * that may not be read: no later attempt will take it up.
 */
export class UnstageableError extends Error {
  override readonly name = 'UnstageableError';
}

function explainUnstaged(error: GitError): Error {
  const { code, timedOut, stderr } = error.output;
  // It was ended, or the disk is at fault: a later attempt may go well.
  if (timedOut || code < 0 || findStorageWords(stderr) !== undefined) return error;
  const said = stderr.trim().split('\n').join('; ');
  return new UnstageableError(`git cannot commit what is in the work tree: ${said}`, { cause: error });
}

/** Lends an index that starts as the one of `base` and is thrown away afterwards. */
export async function withScratchIndex<T>(
  workspace: Workspace,
  use: (env: { GIT_INDEX_FILE: string }) => Promise<T>,
): Promise<T> {
  const index = join(workspace.gitDir, 'planex-scratch-index');
  try {
    await copyBaseIndex(baseIndexOf(workspace), index);
    return await use({ GIT_INDEX_FILE: index });
  } finally {
    await rm(index, { force: true });
    await rm(`${index}.lock`, { force: true });
  }
}

function readLineCount(line: string): LineCount[] {
  const [, added, removed, path] = /^(\d+|-)\t(\d+|-)\t([\s\S]+)$/.exec(line) ?? [];
  if (path === undefined) return [];
  return [added === '-' ? { path } : { path, added: Number(added), removed: Number(removed) }];
}
