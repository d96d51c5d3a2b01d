import { describeOperation } from './describe-operation.ts';
import type { Reason } from './reason.ts';

/** What bears on landing in the repository as it is now. */
export interface RepositoryFacts {
  head: /** `alias` where HEAD is on a symbolic branch, which is another name for `name`. */
    | { kind: 'branch'; name: string; oid: string; alias?: string }
    | { kind: 'unborn'; name: string }
    | { kind: 'detached'; oid: string };
  /** A Git operation that is half done in the home work tree. */
  operation?: string;
  /** True while the user writes a commit message. To read it takes a while. */
  readonly commitInProgress: boolean;
  /** Which branch each work tree has checked out. */
  checkedOut: readonly { branch: string; path: string }[];
  /** Who commits; undefined when Git does not know. */
  identity?: { name: string; email: string } | undefined;
}

/** Why nothing can be claimed in this repository now, whatever the target, or null. */
export function findRepositoryHold(facts: RepositoryFacts): Reason | null {
  if (facts.head.kind === 'unborn') {
    return {
      code: 'wrong-branch',
      message: `there is no commit yet on ${facts.head.name}`,
      action: 'make a first commit',
    };
  }
  if (facts.head.kind === 'detached' && facts.operation !== undefined) return holdFor(facts.operation);
  if (facts.head.kind === 'detached') {
    return {
      code: 'wrong-branch',
      message: 'HEAD is detached, so there is no branch to land on',
      action: 'git switch <branch>',
    };
  }
  if (facts.identity === undefined) {
    return {
      code: 'auth',
      message: 'the settings of Git do not say who commits here',
      action: 'git config user.name "…" && git config user.email "…"',
    };
  }
  return null;
}

/**
 * Why a finished commit cannot land on `target` now, or null. A branch of planex's own need not be checked out; any
 * other has to be the one that the home work tree is on.
 */
export function findLandingHold(facts: RepositoryFacts, target: string, own: boolean): Reason | null {
  const places = facts.checkedOut.filter((entry) => entry.branch === target);
  if (places.length > 1) {
    return {
      code: 'wrong-branch',
      message: `${target} is checked out in ${places.length} work trees: ${places.map((entry) => entry.path).join(', ')}`,
      action: 'keep it checked out in one of them',
    };
  }
  const onTarget = facts.head.kind === 'branch' && facts.head.name === target;
  if (own && !onTarget) return null;
  if (facts.operation !== undefined && (onTarget || facts.head.kind === 'detached')) {
    return holdFor(facts.operation);
  }
  if (!onTarget) {
    const here = facts.head.kind === 'detached' ? 'a detached HEAD' : facts.head.name;
    return {
      code: 'wrong-branch',
      message: `the run was made for ${target}, and this work tree is on ${here}`,
      action: `git switch ${target}`,
    };
  }
  if (facts.head.kind === 'branch' && facts.head.alias !== undefined) {
    return {
      code: 'wrong-branch',
      message: `HEAD is on ${facts.head.alias}, which is only another name for ${target} (a symbolic branch)`,
      action: `git switch ${target}`,
    };
  }
  if (facts.commitInProgress) {
    return { code: 'commit-in-progress', message: 'a commit message is being edited' };
  }
  return null;
}

/** A rebase or bisect detaches HEAD for as long as it lasts: it is what to finish, not the branch. */
function holdFor(operation: string): Reason {
  return { code: 'operation-in-progress', ...describeOperation(operation) };
}
