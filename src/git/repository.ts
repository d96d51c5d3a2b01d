import { createHash } from 'node:crypto';
import { existsSync, realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { OperatorError } from '../errors.ts';
import { runGit } from './git.ts';
import { readGitVersion } from './git-version.ts';

/** One repository as planex sees it from the work tree it was started in. All paths are absolute. */
export interface Repository {
  /** Top of the work tree. */
  home: string;
  /** The work tree's own git folder; differs from `commonDir` in a linked work tree. */
  gitDir: string;
  commonDir: string;
  /** Where planex keeps its records: shared by all work trees, out of reach of `git clean`. Made by `ensureRecords`. */
  records: string;
  /** 16 hex digits that name the repository on this machine. */
  id: string;
}

/** `git worktree list -z` and everything younger than this is not used. */
const OLDEST_GIT = [2, 36] as const;

/** There is no repository around the folder at all. */
class NoRepository extends OperatorError {}

/** Like `openRepository`, but undefined where there is no repository. */
export async function findRepository(cwd: string): Promise<Repository | undefined> {
  try {
    return await openRepository(cwd);
  } catch (error) {
    if (error instanceof NoRepository) return undefined;
    throw error;
  }
}

/** Finds the repository around `cwd`. Throws `OperatorError` where planex cannot work. */
export async function openRepository(cwd: string): Promise<Repository> {
  if (statSync(cwd, { throwIfNoEntry: false })?.isDirectory() !== true) {
    throw new OperatorError('There is no such folder.', { where: cwd, todo: 'Name an existing folder.' });
  }
  const [version, answer] = await Promise.all([
    readGitVersion(cwd),
    runGit(cwd, [
      'rev-parse',
      '--path-format=absolute',
      '--is-bare-repository',
      '--is-inside-git-dir',
      '--git-dir',
      '--git-common-dir',
      '--show-toplevel',
    ]),
  ]);
  if (answer.timedOut) throw explainRefusal(cwd, 'it did not answer in time');
  if (version === undefined && !answer.stderr.includes('ENOENT')) {
    throw explainRefusal(cwd, answer.stderr.trim() || 'it does not tell its version');
  }
  refuseUnfit(version);
  const lines = answer.stdout.split('\n');
  const [bare, insideGitDir, gitDir, commonDir, home] = lines;
  if (!gitDir || !commonDir) throw explainRefusal(cwd, answer.stderr);
  if (insideGitDir === 'true' && bare !== 'true') {
    throw new OperatorError('This is the inside of a git folder, not a work tree.', {
      where: cwd,
      todo: 'Change to the folder that holds your files and try again.',
    });
  }
  if (bare === 'true') {
    throw new OperatorError('This repository is bare: it has no work tree to watch.', {
      where: cwd,
      todo: 'Run planex in a clone or in a linked work tree of it.',
    });
  }
  if (!home) throw explainRefusal(cwd, answer.stderr);
  if (lines.length > 6) {
    throw new OperatorError('The path of this repository contains a line break.', {
      where: cwd,
      todo: 'Move the repository to a path without one.',
    });
  }
  if (!existsSync(join(home, '.git'))) {
    throw new OperatorError(
      'Its work tree lies where git does not find the repository again (core.worktree).',
      {
        where: home,
        todo: 'git config --unset core.worktree, and `git worktree add` makes a work tree elsewhere.',
      },
    );
  }
  const common = realpathSync(commonDir);
  refuseReftable(common);
  return {
    home: realpathSync(home),
    gitDir: realpathSync(gitDir),
    commonDir: common,
    records: join(common, 'planex'),
    id: createHash('sha256').update(common).digest('hex').slice(0, 16),
  };
}

function refuseUnfit(version: [number, number] | undefined): void {
  const needed = OLDEST_GIT.join('.');
  if (version === undefined) {
    throw new OperatorError('There is no git on PATH.', { todo: `Install git ${needed} or newer.` });
  }
  const [major, minor] = version;
  if (major < OLDEST_GIT[0] || (major === OLDEST_GIT[0] && minor < OLDEST_GIT[1])) {
    throw new OperatorError(`git ${major}.${minor} is too old.`, { todo: `Install git ${needed} or newer.` });
  }
}

/** A landing relies on branches and HEAD being files of their own, with locks of their own. */
function refuseReftable(commonDir: string): void {
  if (!existsSync(join(commonDir, 'reftable'))) return;
  throw new OperatorError('This repository keeps its branches in reftables, which planex does not know.', {
    where: commonDir,
    todo: 'git refs migrate --ref-format=files, or work in a clone with --ref-format=files.',
  });
}

function explainRefusal(cwd: string, stderr: string): OperatorError {
  if (/not a git repository/.test(stderr)) {
    return new NoRepository('This is not a Git repository.', {
      where: cwd,
      todo: 'Change to your repository, or make one with `git init`.',
    });
  }
  if (/unknown repository extension|unknown repository version|Expected git repo version/i.test(stderr)) {
    return new OperatorError(`This git is too old for the repository: ${stderr.trim()}`, {
      where: cwd,
      todo: 'Put the git that it was made with first on PATH.',
    });
  }
  return new OperatorError(`git cannot use this repository: ${stderr.trim()}`, {
    where: cwd,
    todo: 'Mend what git says and try again.',
  });
}
