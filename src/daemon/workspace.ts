/** Where a run works. */
export interface Workspace {
  path: string;
  /** True when dependencies could not be linked and the `setup` command has to run. */
  needsSetup: boolean;
}

/** A folder with work of a run that no commit of this repository can hold, and where it is kept once the run has ended. */
export interface LeftOut {
  path: string;
  why: 'nested-repository' | 'submodule';
  keptAt: string;
}

export interface CommitRequest {
  paths: string[];
  message: string;
  /** File that takes what git and its hooks said. */
  outputFile: string;
  /** Ends git and its hooks when it fires. */
  signal: AbortSignal;
}

export type CommitOutcome =
  /** `paths` are those of the commit. */
  | { kind: 'committed'; commit: string; paths: string[] }
  | { kind: 'hook-refused'; output: string }
  /** A hook took out of the message what the commit is found by; nothing is committed. */
  | { kind: 'unmarked'; output: string }
  | { kind: 'failed'; output: string }
  | { kind: 'stopped' };

export type RebaseOutcome =
  | { kind: 'rebased'; commit: string }
  | { kind: 'conflict'; paths: string[] }
  | { kind: 'failed'; output: string };

export type RevertOutcome =
  | { kind: 'reverted'; commit: string }
  | { kind: 'conflict'; paths: string[] }
  | { kind: 'nothing' }
  | { kind: 'failed'; output: string };

export type ReturnOutcome = { kind: 'on-base' } | { kind: 'left-base'; message: string };

export interface WorkspacePort {
  /** At the preferred path where that is free. */
  acquire(runId: string, base: string, preferredPath?: string): Promise<Workspace>;
  /** The workspace that a run of an earlier daemon left, if it still stands; `remembered` is what its record says of it. */
  adopt(runId: string, remembered?: { path: string; base: string }): Promise<Workspace | undefined>;
  /** Rejects when it cannot be read which runs hold workspaces. */
  checkClaims(): Promise<void>;
  /** Puts what an earlier run left into a fresh workspace; false when it does not fit any more. */
  takeUp(workspace: Workspace, earlierRunId: string): Promise<boolean>;
  /** Returns the folder where the work is when git refused to take it up; else it is under the run's reference. */
  release(workspace: Workspace): Promise<string | undefined>;
  /** Releases what a run of an earlier daemon still holds, if anything. */
  forget(runId: string): Promise<void>;
  /** Makes the changes of a workspace the work of its run, also when that was done on another commit than the base. */
  returnToBase(workspace: Workspace): Promise<ReturnOutcome>;
  /** Undoes what the run did to these paths and returns those it had touched. */
  restore(workspace: Workspace, paths: string[]): Promise<string[]>;
  /** The patch that a run's files make to its base. */
  readDiff(workspace: Workspace): Promise<string>;
  /** The patch that a commit makes to `base`. */
  readCommitDiff(base: string, commit: string): Promise<string>;
  /** The tree that a run's files make; undefined when they are as in the base. */
  writeTree(workspace: Workspace): Promise<string | undefined>;
  listChanges(workspace: Workspace): Promise<{ paths: string[]; leftOut: LeftOut[] }>;
  /** Reads what all work trees share; the result tells what has become different by the time it is called. */
  watchShared(): Promise<(workspace: Workspace) => Promise<string[]>>;
  commit(workspace: Workspace, request: CommitRequest): Promise<CommitOutcome>;
  rebase(workspace: Workspace, commit: string, onto: string): Promise<RebaseOutcome>;
  /** Where nothing but the file at `yielding` stands against it, that file stays as it is. */
  revert(workspace: Workspace, commit: string, yielding?: string): Promise<RevertOutcome>;
  /**
   * Keeps everything in the workspace, or these paths of it only, as a commit under `refs/planex/runs/<run id>`; undefined
   * when nothing has changed.
   */
  snapshot(workspace: Workspace, runId: string, own?: readonly string[]): Promise<string | undefined>;
  keep(runId: string, commit: string): Promise<void>;
  drop(runId: string): Promise<void>;
  /** A commit like `commit`, with these files' contents instead. */
  amend(commit: string, files: { path: string; bytes: Uint8Array }[]): Promise<string>;
}
