import type { Standing } from '../tasks/admission.ts';
import type { RepositoryFacts } from '../tasks/repository-hold.ts';

/** A commit in a local branch that names a task. */
export interface LandedCommit {
  commit: string;
  taskId: string;
  runId?: string | undefined;
  /** The commit that a squash merge took it from. */
  origin?: string | undefined;
  reverted: boolean;
}

/** What the local branches say was done. */
export interface HistoryView {
  /** False when the clone is shallow. */
  complete: boolean;
  find(taskId: string, digest: string): readonly LandedCommit[];
  /** Every task id with this digest, or with this content, for telling a renamed artifact. */
  findByDigest(digest: string): readonly { taskId: string; commit: LandedCommit }[];
  knows(taskId: string): boolean;
  /** The commits that stand for tasks of one artifact, whose ids begin with `<stem>#`. */
  listStanding(stem: string): string[];
  /** All landings that a commit names. */
  listNamed(commit: string): readonly LandedCommit[];
}

/** What was committed by hand in the home work tree since a mark in the log of HEAD. */
export interface LocalCommits {
  /** Where to go on reading next time. */
  mark: string;
  /** Which files one of them brought with exactly these bytes. */
  findBrought<F extends { path: string; bytes: Uint8Array }>(files: readonly F[]): Promise<Set<F>>;
  /** Whether that was found of a file before: then `findFromElsewhere` starts nothing. */
  isKnownFromElsewhere(file: { path: string; bytes: Uint8Array }): boolean;
  /** Which files stand with their bytes in any other commit that Git knows of here. */
  findFromElsewhere<F extends { path: string; bytes: Uint8Array }>(files: readonly F[]): Promise<Set<F>>;
  /**
   * Into which files that were admitted before changes from another commit may have been merged since; `unknown` where Git
   * did not say.
   */
  findMerged<F extends AdmittedBefore>(files: readonly F[]): Promise<Map<F, 'merged' | 'unknown'>>;
}

/** A file as it is now, and what of it was admitted before. */
export interface AdmittedBefore {
  path: string;
  bytes: Uint8Array;
  admitted: {
    /** Those that were admitted last, where they were kept. */
    bytes?: Uint8Array;
    digests: ReadonlySet<string>;
    /** The commit of HEAD when anything was last admitted, as far as it is known. */
    head?: string;
    /** Paths that it had before. */
    formerly: readonly string[];
  };
}

export interface RepositoryPort {
  home: string;
  readFacts(): Promise<RepositoryFacts>;
  readStandings(paths: string[]): Promise<Map<string, Standing>>;
  /** Which of these files the local user has changed to exactly these bytes, as told while Git is at rest. */
  confirmWrittenHere(files: { path: string; bytes: Uint8Array }[]): Promise<Set<string>>;
  findDirtyPaths(paths: string[]): Promise<string[]>;
  /** Which of these paths git was told not to look at, and by which flag of `git update-index`. */
  listHiddenPaths(
    paths: readonly string[],
  ): Promise<{ path: string; flag: 'assume-unchanged' | 'skip-worktree' }[]>;
  scanHistory(): Promise<HistoryView>;
  readLocalCommits(since: string | undefined): Promise<LocalCommits>;
  /** Tip of a local branch, or undefined. */
  readBranch(name: string): Promise<string | undefined>;
  /** False when git refuses, for a reason that `findBranchObstacle` then tells for a while. */
  createBranch(name: string, oid: string): Promise<boolean>;
  /** Why a local branch that is not there cannot be made, as far as is known, and the branch that is in its way. */
  findBranchObstacle(name: string): Promise<{ message: string; action?: string } | undefined>;
  /**
   * Replaces a file of the home work tree if it still has the expected bytes; false when it does not. With `proof`, a name,
   * it can be asked for that also after a death.
   */
  replaceFile(path: string, expected: Uint8Array, bytes: Uint8Array, proof?: string): Promise<boolean>;
  /** Whether the file was replaced for sure, until the proof is dropped; false also where it cannot be known. */
  isReplaced(proof: string): boolean;
  dropProof(proof: string): void;
  /** Bytes of a file of the home work tree, or undefined when there is none. */
  readFile(path: string): Promise<Uint8Array | undefined>;
  /** For how long nobody has written to a file of the home work tree, as far as is known; undefined when there is none. */
  readRestMs(path: string): number | undefined;
  /** The name under which commits are made here, or undefined when Git does not know it. */
  readUserName(): Promise<string | undefined>;
  /** Bytes of a path in a commit, or undefined when it is not there. */
  readBlob(commit: string, path: string): Promise<Uint8Array | undefined>;
  /** What a commit changes, by path, wherever in the files it stands; undefined when it is not here. */
  readChanges(commit: string): Promise<ReadonlyMap<string, string> | undefined>;
}
