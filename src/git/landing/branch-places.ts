import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { errorCode } from '../../errors.ts';
import { git, runGit } from '../git.ts';

/**
 * Lists the work trees whose HEAD is on the branch. A work tree that git would prune is not one any more; one that is locked is,
 * also while it is not there.
 */
export async function listCheckouts(home: string, branch: string): Promise<string[]> {
  const output = await git(home, ['worktree', 'list', '--porcelain', '-z']);
  const checkouts: string[] = [];
  // One blank field ends each work tree; its first field is `worktree <path>`.
  for (const block of output.split('\0\0')) {
    const fields = block.split('\0').filter((field) => field !== '');
    const path = fields[0]?.replace(/^worktree /, '');
    const prunable = fields.some((field) => field === 'prunable' || field.startsWith('prunable '));
    if (path === undefined || prunable || !fields.includes(`branch refs/heads/${branch}`)) continue;
    const isNamed = existsSync(join(path, '.git')) || !existsSync(path);
    checkouts.push(isNamed ? path : await findMainWorkTree(home, path));
  }
  return checkouts;
}

/** Where the main work tree is when git names its git folder instead, as in submodules and with a separate one. */
async function findMainWorkTree(home: string, commonDir: string): Promise<string> {
  const parse = ['rev-parse', '--path-format=absolute', '--show-toplevel', '--git-dir', '--git-common-dir'];
  const [top = '', gitDir, homeCommonDir] = (await git(home, parse)).split('\n');
  return gitDir === homeCommonDir ? top : git(commonDir, ['rev-parse', '--show-toplevel']);
}

/** True when the work tree with this git folder is the one whose HEAD is on the branch. False when in doubt. */
export function isOnlyCheckedOutAt(gitDir: string, branch: { commonDir: string; ref: string }): boolean {
  const on = listGitDirs(branch.commonDir).filter((folder) => isHeadOn(folder, branch.ref));
  return on.length === 1 && on[0] === gitDir;
}

/** Names the operation that has the branch in its hands: a rebase in any work tree of the repository, or undefined. */
export function findRebaseOf(commonDir: string, branch: string): string | undefined {
  const rebases = listGitDirs(commonDir).flatMap((gitDir) => [
    join(gitDir, 'rebase-merge'),
    join(gitDir, 'rebase-apply'),
  ]);
  const found = rebases.find((folder) => readLine(join(folder, 'head-name')) === `refs/heads/${branch}`);
  return found === undefined ? undefined : 'rebase';
}

const OPERATIONS: readonly (readonly [file: string, name: string])[] = [
  ['MERGE_HEAD', 'merge'],
  ['CHERRY_PICK_HEAD', 'cherry-pick'],
  ['REVERT_HEAD', 'revert'],
  ['rebase-merge', 'rebase'],
  ['rebase-apply', 'rebase'],
];

/** Names the operation that is in progress in a work tree, by what it leaves in its git folder. */
export function findOperation(gitDir: string): string | undefined {
  return OPERATIONS.find(([file]) => existsSync(join(gitDir, file)))?.[1];
}

/** True when HEAD of the work tree with this git folder is on the branch at this instant. */
export function isHeadOn(gitDir: string, ref: string): boolean {
  return readLine(join(gitDir, 'HEAD')) === `ref: ${ref}`;
}

/**
 * True when HEAD of the work tree names a branch that has no commit yet, as after `git checkout --orphan`. One whose file
 * is there and damaged is none of these.
 */
export async function isHeadUnborn(place: {
  workTree: string;
  gitDir: string;
  commonDir: string;
}): Promise<boolean> {
  const ref = /^ref: (.+)$/.exec(readLine(join(place.gitDir, 'HEAD')) ?? '')?.[1];
  if (ref === undefined || existsSync(join(place.commonDir, ref))) return false;
  return (await runGit(place.workTree, ['rev-parse', '--verify', '--quiet', 'HEAD'])).code === 1;
}

/** The git folders of all work trees, the main one first. */
export function listGitDirs(commonDir: string): string[] {
  const linked = join(commonDir, 'worktrees');
  return [commonDir, ...(existsSync(linked) ? readdirSync(linked).map((name) => join(linked, name)) : [])];
}

function readLine(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8').trimEnd();
  } catch (error) {
    if (errorCode(error) === 'ENOENT' || errorCode(error) === 'ENOTDIR') return undefined;
    throw error;
  }
}
