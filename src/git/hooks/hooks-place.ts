import { realpathSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join, relative } from 'node:path';
import { OperatorError } from '../../errors.ts';
import { GitError, runGit } from '../git.ts';
import type { Repository } from '../repository.ts';

/** Where git looks for the hooks of a repository. */
export interface HooksPlace {
  /** Absolute, with links followed; it need not exist. */
  folder: string;
  /**
   * True where a hook's file is nobody else's: in the git folder, or ignored in the work tree. What is tracked or may
   * become so belongs to all who share the project, and a folder elsewhere to all repositories of its owner.
   */
  isOwn(name: string): boolean;
}

/** Finds the folder of the hooks. Throws `OperatorError` when git runs none. */
export async function locateHooks(repository: Repository, names: readonly string[]): Promise<HooksPlace> {
  const asked = ['rev-parse', '--path-format=absolute', '--git-path', 'hooks'];
  const output = await runGit(repository.home, asked);
  if (output.code !== 0) {
    // A part of the path may be a file, as `.git` is one in a linked work tree.
    const set = await readHooksPath(repository.home);
    throw set === '' ? new GitError(asked, output) : noHooks(set);
  }
  const said = output.stdout.replace(/\n$/, '');
  const folder = followLinks(said);
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() === false) {
    throw noHooks(said);
  }
  if (isWithin(repository.commonDir, folder)) return { folder, isOwn: () => true };
  if (!isWithin(repository.home, folder)) return { folder, isOwn: () => false };
  const ignored = await findIgnored(
    repository.home,
    names.map((name) => join(folder, name)),
  );
  return { folder, isOwn: (name) => ignored.has(join(folder, name)) };
}

function noHooks(where: string): OperatorError {
  return new OperatorError('git runs no hooks here: core.hooksPath is not a folder', {
    where,
    todo: 'git config --show-origin core.hooksPath says who has set it',
  });
}

async function readHooksPath(home: string): Promise<string> {
  const { stdout } = await runGit(home, ['config', '--get', 'core.hooksPath']);
  return stdout.trim();
}

async function findIgnored(home: string, paths: readonly string[]): Promise<Set<string>> {
  const { stdout } = await runGit(home, ['check-ignore', '-z', '--stdin'], {
    input: paths.map((path) => `${path}\0`).join(''),
  });
  return new Set(stdout.split('\0'));
}

function followLinks(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return dirname(path) === path ? path : join(followLinks(dirname(path)), relative(dirname(path), path));
  }
}

function isWithin(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== '' && !way.startsWith('..') && !isAbsolute(way);
}
