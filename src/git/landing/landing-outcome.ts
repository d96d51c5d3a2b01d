import type { EndedBy } from '../limited-group.ts';
import type { RefRefusal } from './ref-transaction.ts';
import type { TreeDifference } from '../tree-changes.ts';

/** A file of the work tree that planex has changed itself since it was committed. */
export interface WrittenFile {
  /** Relative to the top of the work tree. */
  path: string;
  /** What the file has to have for the commit to take its place. */
  bytes: Uint8Array;
}

export interface LandingRequest {
  /** Top of a work tree of the repository. */
  home: string;
  /** Folder of planex's records in the repository; it exists. */
  records: string;
  runId: string;
  /** Branch name without `refs/heads/`. */
  target: string;
  /** Full id of a commit that has the branch's tip among its ancestors. */
  commit: string;
  /** For the log of the branch. */
  message: string;
  /**
   * True when the files are as they are to be already: index and branch move, and no file is looked at or touched. What a
   * file has beyond the commit is then a change of the user's, as after any commit of theirs.
   */
  leavesFiles?: boolean;
  /** A file that is not as committed and may be replaced all the same, while it has these bytes. */
  written?: WrittenFile;
  /** Ends a landing that waits for a filter or a hook some seconds later. */
  signal?: AbortSignal | undefined;
}

/** One attempt at a request. */
export interface AttemptRequest extends LandingRequest {
  /** The index is brought up to date with the files first, which takes long where it is large. */
  refreshes: boolean;
}

/** How a landing ended. Except for `landed`, everything is as it was before. */
export type LandingOutcome =
  | { kind: 'landed'; commit: string; previous: string }
  /** The branch has commits that the landing commit does not have. */
  | { kind: 'base-moved'; tip: string }
  /** Staged, modified, untracked or ignored files of the user are where the commit has changes. */
  | { kind: 'dirty-paths'; paths: string[] }
  /** Git would take these files of the user away, since a sparse checkout leaves them out. */
  | { kind: 'left-out'; paths: string[] }
  /** Somebody else holds a lock, or keeps changing the index: try again. */
  | { kind: 'locked'; by: string }
  /** The branch does not exist, is another name for one, or is checked out more than once or where nothing is. */
  | { kind: 'wrong-branch'; message: string }
  | { kind: 'operation-in-progress'; operation: string }
  /** The signal of the request has ended it. */
  | { kind: 'stopped' }
  /** Git, a hook or the file system said no. */
  | { kind: 'refused'; output: string };

/**
 * What one attempt came to; `again` when the ground moved under it, with what to answer if that never ends. With `refreshes`
 * git has to look at the files themselves in the next one, since the index knows them by outdated times.
 */
export type LandingAttempt =
  | LandingOutcome
  | { kind: 'again'; otherwise: LandingOutcome; refreshes?: boolean };

/** What both ways of landing need to know of the repository at the start of an attempt. */
export interface LandingPlace {
  /** The work tree that has the branch checked out, or any when none has. */
  cwd: string;
  gitDir: string;
  commonDir: string;
  indexFile: string;
  objects: string;
  ref: string;
  /** Where the branch is. */
  tip: string;
  /** Tree of the commit to land. */
  tree: string;
  /** True when the commit has the tip as its one parent. */
  isChild: boolean;
  /** What lies between the tip and the commit, where it is known already. */
  difference?: TreeDifference;
}

/** The answer when the index or the branch is never at rest. */
export function retryLater(by: string): LandingAttempt {
  return { kind: 'again', otherwise: { kind: 'locked', by } };
}

/** Tries once more with an index that is up to date with the files. */
export function retryRefreshed(otherwise: LandingOutcome): LandingAttempt {
  return { kind: 'again', otherwise, refreshes: true };
}

/** The answer when git was ended while it wrote the files. Who hangs once does so again, and locks were held for all that time. */
export function explainEnding({ said, endedBy }: { said: string; endedBy: EndedBy }): LandingOutcome {
  if (endedBy === 'signal') return { kind: 'stopped' };
  return { kind: 'refused', output: `${said}, so it was ended: does a filter or a hook hang?` };
}

/** What a branch that would not move means for the landing. */
export function explainRefusal(refusal: RefRefusal): LandingAttempt {
  if (refusal.kind === 'moved') return retryLater('somebody who keeps moving the branch');
  if (refusal.kind === 'locked') return { kind: 'locked', by: refusal.output };
  if (refusal.kind === 'stopped') return { kind: 'stopped' };
  return { kind: 'refused', output: refusal.output };
}
