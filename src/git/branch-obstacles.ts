import { findStorageWords } from '../storage-error.ts';
import { createBranch, readAliased, readLooseBranch } from './branches.ts';
import { git, GitError } from './git.ts';
import { signBranches } from './references-signature.ts';
import { rememberWhileUnchanged } from './remember-while-unchanged.ts';
import type { Repository } from './repository.ts';

/** Why a branch cannot be made, in words, and what a person can do about it. */
export interface BranchObstacle {
  message: string;
  action?: string;
}

/** Makes local branches, and tells what keeps them from being made. */
export interface BranchMaker {
  /** Makes a branch at `oid`; false when git refuses, which `findObstacle` then explains for a while. */
  make(name: string, oid: string): Promise<boolean>;
  /** Undefined when the branch is there and no other name for one, or nothing is known to be in its way. */
  findObstacle(name: string): Promise<BranchObstacle | undefined>;
}

/** How long a refusal is taken to hold: nothing tells when what git met has gone. */
const REFUSED_MS = 5_000;

/** A branch is a file or a folder of branches: `planex` and `planex/login` cannot both be. */
export function createBranchMaker(repository: Repository): BranchMaker {
  const refused = new Map<string, { message: string; untilMs: number }>();
  const list = rememberWhileUnchanged(
    (asOfMs) => signBranches(repository, asOfMs),
    async () => {
      const listing = await git(repository.home, ['for-each-ref', '--format=%(refname)', 'refs/heads']);
      return listing.split('\n').map((ref) => ref.slice('refs/heads/'.length));
    },
  );
  return {
    async make(name, oid) {
      try {
        await createBranch(repository, name, oid);
        return true;
      } catch (error) {
        const message = error instanceof GitError ? readRefusal(error) : undefined;
        if (message === undefined) throw error;
        refused.set(name, { message, untilMs: performance.now() + REFUSED_MS });
        return false;
      }
    },
    async findObstacle(name) {
      if (readLooseBranch(repository.commonDir, name) !== undefined) return undefined;
      const aliased = readAliased(repository.commonDir, name);
      if (aliased !== undefined) {
        return {
          message: `that is only another name for ${aliased} (a symbolic branch)`,
          action: `git symbolic-ref --delete refs/heads/${name}`,
        };
      }
      const branches = await list();
      if (branches.includes(name)) return undefined;
      const branch = branches.find((other) => name.startsWith(`${other}/`) || other.startsWith(`${name}/`));
      if (branch !== undefined) {
        return { message: `there is a branch ${branch}`, action: `git branch -m ${branch} <another name>` };
      }
      const last = refused.get(name);
      return last !== undefined && performance.now() < last.untilMs ? { message: last.message } : undefined;
    },
  };
}

/** What git said; undefined when it did not come to judge, or the disk is what it met. */
function readRefusal({ output }: GitError): string | undefined {
  if (output.code <= 0 || output.timedOut || findStorageWords(output.stderr) !== undefined) return undefined;
  const [first = ''] = output.stderr.split('\n', 1);
  return first.replace(/^(?:fatal|error): /, '');
}
