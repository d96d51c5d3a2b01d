import type { Queue } from '../issues/queue.ts';
import type { QueueChanges } from '../issues/queue-status.ts';
import type { Caps } from '../tasks/budget.ts';
import type { DaemonRecord } from '../tasks/daemon-record.ts';
import type { PlanexEvent } from '../tasks/event.ts';
import type { FailureRecord } from '../tasks/failure-record.ts';
import type { Reason } from '../tasks/reason.ts';
import type { RunRecord } from '../tasks/run-record.ts';
import type { ArtifactRecord } from '../tasks/task-record.ts';
import type { DraftsPort } from './look/drafts.ts';
import type { CallsPort, ExecutionPort } from './execution.ts';
import type { KnownIssues } from '../issues/known-issues.ts';
import type { Notice } from './notice.ts';
import type { LandingPort } from './landing.ts';
import type { MeasuringPort } from './measuring.ts';
import type { RepositoryPort } from './repository.ts';
import type { TolerancePolicy } from '../tolerances/limits.ts';
import type { ApprovalRule } from '../tasks/approval-rule.ts';
import type { VerificationPort } from './verification.ts';
import type { WorkspacePort } from './workspace.ts';

// The daemon owns these interfaces; the edges satisfy them and `compose.ts` connects the two.

/** A file that the configured globs name. `problem` stands in for bytes that cannot be taken. */
export interface ArtifactFile {
  path: string;
  bytes: Uint8Array;
  /** `sha256:<hex>` of the bytes. */
  digest: string;
  problem?: string;
}

/** A record that can be changed durably. */
export interface StoredDocument<T> {
  readonly data: T;
  update(change: (data: T) => void): Promise<void>;
}

export interface RecordsPort {
  daemon(): Promise<StoredDocument<DaemonRecord>>;
  artifact(path: string): Promise<StoredDocument<ArtifactRecord>>;
  /** What is remembered of these artifacts; nothing is of one that is not in the answer. */
  listArtifacts(paths: readonly string[]): Promise<ArtifactRecord[]>;
  /** What is remembered of all other artifacts, which may be gone. */
  listOtherArtifacts(paths: readonly string[]): Promise<ArtifactRecord[]>;
  createRun(record: RunRecord): Promise<StoredDocument<RunRecord>>;
  openRuns(): Promise<{ runs: StoredDocument<RunRecord>[]; lost: string[] }>;
  /** Forgets a run whose record is gone. */
  removeRun(runId: string): Promise<void>;
  runFolder(runId: string): string;
  /** Keeps the dispatched bytes of a run's artifact in its folder and returns the file's path. */
  keepSnapshot(runId: string, artifactPath: string, bytes: Uint8Array): Promise<string>;
  /** Keeps what a failure was, and the output of the check that judged it where `wasChecked`, in the run's folder. */
  keepFailure(failure: FailureRecord, wasChecked: boolean): Promise<void>;
  readSnapshot(runId: string, artifactPath: string): Promise<{ path: string; bytes: Uint8Array } | undefined>;
  /** Keeps the bytes of a file that were admitted last, to show later what has changed since. */
  keepAdmitted(path: string, bytes: Uint8Array): Promise<void>;
  readAdmitted(path: string): Promise<Uint8Array | undefined>;
  /** Reads a run that may have ended; undefined when its folder is gone. */
  readRun(runId: string): Promise<RunRecord | undefined>;
  /** Keeps the report on an artifact that is done, as Markdown in the folder of one of its runs. */
  keepReport(runId: string, text: string): Promise<void>;
  /** Removes the folders of runs that ended longer ago; returns how many. */
  prune(keepMs: number, nowMs: number): Promise<number>;
}

export interface EventsPort {
  append(event: PlanexEvent): void;
  /** True when the last thing that the log says of an artifact is that all of it is done. */
  isDoneLastWord(artifact: string): Promise<boolean>;
}

/** What the daemon needs of the settings; a value, read anew at each pass. */
export interface DaemonSettings {
  maxRuns: number;
  verifyRequired: boolean;
  setup: string | undefined;
  /** Lands each artifact on a branch `planex/<slug>` of its own instead of the current one. */
  ownBranches: boolean;
  keepRunsMs: number;
  caps: Caps;
  /** Whether work is reviewed before it lands: of each task, or of those of an artifact that run at the same time. */
  review: 'off' | 'task' | 'batch';
  tolerances: TolerancePolicy;
  /** Which drafts are approved by rule, and how long they have to be left alone before. */
  approval: { auto: readonly ApprovalRule[]; quietMs: number; asksDuringRuns: boolean };
  /** Whether somebody is told of tasks that wait for a person. */
  notifies: boolean;
  /** Artifact path to cron expression. */
  recurring: Readonly<Record<string, string>>;
}

/** The settings file, and what its present bytes let planex do that a person has to admit. */
export interface SettingsStanding {
  path: string;
  digest: string;
  admitted: boolean;
  /** Such as `verify.command`; empty when there is nothing to admit. */
  keys: string[];
}

export interface Ports {
  /** The artifacts as they last settled. */
  artifacts(): Promise<ArtifactFile[]>;
  /** Looks at the disk now, and resolves when nothing there is half-written. */
  refreshArtifacts(): Promise<void>;
  /** `rejected` holds the diagnostics of a settings file with errors, while the last good settings stay in force. */
  settings(): Promise<{ settings: DaemonSettings; notAdmitted: Reason | null; rejected: string[] }>;
  /** What the settings say, whoever wrote them: for a look that lets nothing run, when the records cannot be read. */
  unjudgedSettings(): Promise<{ settings: DaemonSettings; rejected: string[] }>;
  /** The settings file, and whether the commands that its present bytes name may run. */
  settingsFile(): Promise<SettingsStanding>;
  /** Admits the settings file as it is now. */
  admitSettings(): Promise<void>;
  /** Takes back what was ever admitted of it. */
  revokeSettings(): Promise<void>;
  repository: RepositoryPort;
  workspaces: WorkspacePort;
  landing: LandingPort;
  execution: ExecutionPort;
  calls: CallsPort;
  measuring: MeasuringPort;
  verification: VerificationPort;
  drafts: DraftsPort;
  records: RecordsPort;
  events: EventsPort;
  /** What the store of issues says; what cannot be read of it is not taken for nothing. */
  readIssues(): Promise<KnownIssues>;
  /** Sets fields of items of the queue at a path, as `decide` says of what stands there then; `at` is ISO 8601. */
  keepQueue(path: string, at: string, decide: (queue: Queue) => QueueChanges): Promise<void>;
  /** Puts an issue that is done among the past ones; `at` is ISO 8601. */
  endIssue(issueId: string, at: string): Promise<void>;
  /** Takes a past issue back among the present ones; `at` is ISO 8601. */
  reopenIssue(issueId: string, at: string): Promise<void>;
  /** Tells whom the settings name; resolves to what went wrong, or undefined. */
  notify(notice: Notice): Promise<string | undefined>;
  /** False once the lock of this process was taken away: it must not claim or land any more. */
  isOwner(): boolean;
  /** Why nothing can be written safely now (a full or failing disk), or undefined. */
  findStorageTrouble(): string | undefined;
  /** Why changes of files are found by looking regularly instead of at once, or undefined. */
  findWatchTrouble(): string | undefined;
  nowMs(): number;
  newRunId(): string;
}
