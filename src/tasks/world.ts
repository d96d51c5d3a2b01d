import type { PlanStatus } from '../artifacts/artifact.ts';
import type { Footprint } from './independence.ts';
import type { Reason } from './reason.ts';
import type { RunStep } from './run-record.ts';
import type { Task } from './task.ts';
import type { TaskRecord } from './task-record.ts';

/** What the history says of a task with its present digest. */
export type LandedState =
  /** A commit with this id and digest stands in a local branch. */
  | { kind: 'landed'; commit: string }
  /** planex landed it, and it was reverted, reset away or deleted with its branch. */
  | { kind: 'removed'; commits: [string, ...string[]] }
  /** The id was landed with another meaning only: the task changed after it was done. */
  | { kind: 'changed' }
  | { kind: 'never' };

/** A run that has not ended. */
export interface ActiveRun {
  runId: string;
  taskId: string;
  /** What the task meant when it was dispatched. */
  digest?: string;
  step: RunStep;
  /** True while a process or a step of it is under way in this daemon. */
  busy: boolean;
  /** Processes of it that still run although nobody is at it, as far as anybody has looked. */
  left?: readonly number[];
  /**
   * Where the planex that looks takes it up by itself: `next`, or `later` when it has tried in vain, and tries again when something
   * happens. Absent where nobody does.
   */
  takenUp?: 'next' | 'later';
  /** True where its commit was in the history already, and nobody has told so yet. */
  hasLanded?: boolean;
  /** Why its work has not been reviewed or has not landed yet. */
  waiting?: Reason;
  /** What carries it out. */
  backend: string;
  /** Who is asked next, of a run whose work is done and has no verdict yet. */
  reviewer?: string;
  /** Names the work that was verified last, as it is to be reviewed. */
  patch?: string;
  /** The artifact whose tasks are reviewed together; absent where each is by itself, and once it was reviewed. */
  batch?: string;
  /** How the artifact stands that it is carried out for; absent where that cannot be told at present. */
  artifact?: { path: string; stands: PlanStatus | 'gone' | 'rejected' | 'cancelled' | 'revoked' };
  /** Paths it will touch, as declared, or as committed once it has a commit. */
  footprint: Footprint;
}

/** One task and everything that bears on what to do with it. */
export interface TaskFacts {
  task: Task;
  /** Why nobody here has approved what it says now (`not-admitted`, `approval`), or null when its bytes may run. */
  notAdmitted: Reason | null;
  landed: LandedState;
  record: TaskRecord | undefined;
  run: ActiveRun | undefined;
  /** Declared paths that are dirty in the user's tree. */
  dirtyPaths: string[];
  /** The executor that its backend resolves to, or why none can take it, or why it may not be asked at present. */
  backend: { name: string; problem?: Reason; limit?: Reason };
  /** Why it waits since a run of it passed a tolerance. */
  breach?: Reason;
  /** That its plan says BLOCKED is of a breach that holds no more. */
  unblocked?: true;
  /** What a person has to acknowledge before it begins. */
  acknowledge?: Reason;
  /** Why no more may be spent on it. */
  budget?: Reason;
  /** Why nothing can land on its branch now. */
  branchHold?: Reason;
  /** When its latest runs ended (ISO 8601); empty for a task that recurs by schedule. */
  recentRuns: readonly string[];
  /** Why the issue that its artifact solves keeps it back: put off, closed, or several solutions and none chosen. */
  issueHold?: Reason;
  /** Why the task may not start now for reasons of its own schedule. */
  notDue?: Reason;
}

/** Everything that `reconcile` may look at. */
export interface World {
  nowMs: number;
  paused: boolean;
  /** Why nothing can be written safely, so that nothing may be begun or taken up. */
  storageHold?: Reason;
  /** What made planex pause by itself. */
  pauseCause?: string;
  /** Why no run can be claimed in this repository at present, or null. */
  repositoryHolds: Reason | null;
  /** False when the history is cut off (shallow clone). */
  historyComplete: boolean;
  maxRuns: number;
  /** Backends whose rate limit may be lifted by now: one task goes first. */
  onProbation: ReadonlySet<string>;
  tasks: TaskFacts[];
  /** All active runs, also those whose task is gone from its artifact. */
  runs: ActiveRun[];
}
