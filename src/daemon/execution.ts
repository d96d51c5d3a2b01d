import type { Result } from '../result.ts';
import type { DecisionNeeded, Route } from '../routing/route.ts';
import type { FailureClass } from '../tasks/call-line.ts';
import type { CallTotals } from '../tasks/call-totals.ts';
import type { Conversation } from '../tasks/conversation.ts';
import type { ExecutorReport } from '../tasks/executor-report.ts';
import type { Finding } from '../tasks/findings.ts';
import type { Reason } from '../tasks/reason.ts';
import type { Task } from '../tasks/task.ts';
import type { TaskRecord } from '../tasks/task-record.ts';

/** How a process ended, as far as a run cares. */
export type ProcessOutcome =
  | { kind: 'done' }
  | { kind: 'failed'; reason: Reason }
  /** Ended because planex asked for it. */
  | { kind: 'stopped' };

/** How the work on a task ended. A conversation is what the backend could be asked to go on with. */
export type ExecutionOutcome =
  | Exclude<ProcessOutcome, { kind: 'done' }>
  /**
   * `answered` is true when the work is an answer, kept in the run's folder, and not a change of files; `report` is for the
   * plan; `warnings` tell what of its last words counts for nothing.
   */
  | { kind: 'done'; answered?: boolean; report?: ExecutorReport | undefined; warnings?: string[] }
  /** The backend's rate limit: a state of the backend, no failure and no attempt. */
  | { kind: 'limited'; reason: Reason; conversation?: Conversation }
  | { kind: 'over-budget'; reason: Reason; conversation?: Conversation }
  /** The backend failed: whether another may do it, a person decides, unless `proceed` says it is decided. */
  | {
      kind: 'backend-failed';
      failure: FailureClass;
      message: string;
      action?: string;
      fallback?: string;
      /** The settings allow the fallback without asking. */
      proceed: boolean;
      conversation?: Conversation;
    }
  /** The executor pushes back. */
  | { kind: 'asks'; case: string; question: string; options: string[]; conversation?: Conversation };

/** A verification that failed, for whoever is to mend the work. */
export interface FailedCheck {
  /** The how-manieth repair of this run it leads to, from 1. */
  round: number;
  summary: string;
  /** The end of what the check printed. */
  output: string;
  /** The whole of it. */
  outputFile: string;
}

export interface ExecutionRequest {
  runId: string;
  task: Task;
  workspace: string;
  runFolder: string;
  /** The dispatched bytes of the artifact, outside of the tree. */
  snapshot: string;
  /** What the task remembers: an allowed fallback, a conversation to take up. */
  record: TaskRecord | undefined;
  /** True when the work of the conversation's run stands in the workspace. */
  resumes: boolean;
  /** What a review found in the work that stands in the workspace, to be mended. */
  findings?: string;
  /** What the checks said of that work, to be mended. */
  failedCheck?: FailedCheck;
  /** How often mending the work was cut short; what was printed until then is kept apart. */
  cutShort?: number;
  signal: AbortSignal;
  onStart(process: { pid: number; startTime: string }): Promise<void>;
  /** Told as soon as the backend names its conversation, and again as that goes on. */
  onConversation(conversation: Conversation): Promise<void>;
}

/** What a reviewer says of the work of a run; all else is no verdict. */
export type ReviewOutcome =
  | Exclude<ExecutionOutcome, { kind: 'done' | 'asks' }>
  | { kind: 'reviewed'; by: string; clean: boolean; findings: Finding[]; summary: string };

/** The work of one run as a reviewer gets to see it. */
export interface ReviewedChange {
  task: Task;
  diff: string;
  /** Where it stands; a reviewer may look around there. */
  workspace: string;
}

/** The last that was seen of a run. */
export interface RunProgress {
  /** ISO 8601. */
  startedAt: string;
  at: string;
  /** One line: what it says, runs or changes. */
  message: string;
  /** Input and output tokens so far, where the backend tells meanwhile. */
  tokens?: number;
}

/** What the calls of all backends add up to. */
export interface CallsPort {
  read(): CallTotals;
  /** Puts sums in place of the lines of days gone by. */
  sumUp(): Promise<void>;
  /** Ends the calls of a run whose process is gone: planex died before it could tell. `wasRunning`: some of it still ran. */
  settle(runId: string, wasRunning: boolean): Promise<void>;
  /** Puts on record that a person knows the limit of this backend to be lifted. */
  lift(backend: string): Promise<void>;
  /** Puts on record that artifacts were renamed, all at once; `id` again changes nothing more. */
  noteRenames(id: string, moves: readonly { from: string; to: string }[]): Promise<void>;
  /** Ends the calls of commands that were killed. */
  settleGone(): Promise<void>;
}

export interface ExecutionPort {
  /** Who carries a task out and how, and what is wrong with what that was chosen by. */
  route(task: Task, record: TaskRecord | undefined): { route: Route | DecisionNeeded; warnings: string[] };
  /** The prompt that a task would be carried out by now; undefined when nobody is asked. */
  describePrompt(task: Task, record: TaskRecord | undefined): Promise<string | undefined>;
  /** Name of the backend that a task is for: the one allowed instead, its own, or as routed. */
  nameBackend(task: Task, record: TaskRecord | undefined): string;
  /**
   * Returns what tells whether that backend can take a task now. It looks for each program once: for tasks that are asked
   * about at one time.
   */
  checkBackends(): (task: Task, record: TaskRecord | undefined) => Promise<Result<void, Reason>>;
  /** What a run is doing at this moment, as far as its executor tells. */
  progress(runId: string): RunProgress | undefined;
  execute(request: ExecutionRequest): Promise<ExecutionOutcome>;
  /** Who would be asked for a review. */
  nameReviewer(): string;
  /** Has patches reviewed by whom the policy names for that; rounds count from 1. */
  review(
    request: ExecutionRequest & { changes: readonly ReviewedChange[]; round: number },
  ): Promise<ReviewOutcome>;
  /** How often work of this backend is given back when its verification fails. */
  countRepairs(backend: string): number;
  /** Runs the `setup` command in a fresh workspace. */
  setup(request: {
    runId: string;
    workspace: string;
    runFolder: string;
    signal: AbortSignal;
  }): Promise<ProcessOutcome>;
  /** Ends what is left of a run's processes; returns how many there were. */
  sweep(runId: string): Promise<number>;
  /** Pids of what is left of a run's processes; where the system does not show whose a process is, there are none. */
  listLeft(runId: string): number[];
}
